// Starts Swagger UI on the page /docs/.
/* global SwaggerUIBundle */

const { description } = document.getElementById('docs').dataset;
const spec = await (await fetch(description)).json();

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
    // Or the browser meets a 401 with a dialog of its own, where it does not say that a script asks.
    request.headers['X-Requested-With'] = 'XMLHttpRequest';
    for (const { cookie, header, pattern } of echoes) {
      const value = readCookie(cookie, new RegExp(pattern));
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

/** Of several cookies of a name the one that looks like ours; another server may have set the others. */
function readCookie(name, pattern) {
  const pairs = document.cookie.split('; ').map((pair) => pair.split('='));
  const values = pairs.filter(([key]) => key === name).map(([, value]) => value);
  return values.find((value) => pattern.test(value)) ?? values[0];
}
