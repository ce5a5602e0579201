// Starts Swagger UI on the page /docs/.
/* global SwaggerUIBundle */

const spec = await (await fetch('/openapi.json')).json();

/** Cookies that a request has to send back as a header, to show that it is ours. */
const echoes = Object.values(spec.components.securitySchemes).flatMap(
  (scheme) => scheme['x-echo'] ?? [],
);

SwaggerUIBundle({
  spec,
  dom_id: '#docs',
  deepLinking: true,
  // It would be asked at another host whether the document is valid.
  validatorUrl: null,
  requestInterceptor(request) {
    for (const { cookie, header } of echoes) {
      const value = readCookie(cookie);
      if (value !== undefined) request.headers[header] = value;
    }
    return request;
  },
});

// Swagger UI has colours for the night, and leaves it to us to say when that is.
const night = matchMedia('(prefers-color-scheme: dark)');
const showColors = () => document.documentElement.classList.toggle('dark-mode', night.matches);
night.addEventListener('change', showColors);
showColors();

function readCookie(name) {
  const pairs = document.cookie.split('; ').map((pair) => pair.split('='));
  return pairs.find(([key]) => key === name)?.[1];
}
