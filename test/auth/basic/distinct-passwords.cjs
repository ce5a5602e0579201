const { randomUUID } = require('node:crypto');

/** Gives each connection of autocannon a wrong password of its own: equal ones share what they cost. */
module.exports = (client) => {
  client.setHeaders({ Authorization: `Basic ${btoa(`root:${randomUUID()}`)}` });
};
