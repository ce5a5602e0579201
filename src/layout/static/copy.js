// Gives the commands on the page / a button that copies them. Browsers let only pages that came over
// HTTPS, or from this machine, write to the clipboard; on others there is none.
for (const command of navigator.clipboard ? document.querySelectorAll('.command') : []) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(command.querySelector('code').textContent);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not copied';
    }
    setTimeout(() => (button.textContent = 'Copy'), 2000);
  });
  command.append(button);
}
