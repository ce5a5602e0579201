/** The folder in which a server keeps its state unless told otherwise. */
export const VAR = 'var';
