// HTTPS as OpenSSL checks it: whoever has no certificate of the root is refused with an alert.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const server = createServer(
  {
    key: readFileSync('key.pem'),
    cert: readFileSync('certificate.pem'),
    ca: readFileSync('root.pem'),
    requestCert: true,
    rejectUnauthorized: true,
  },
  (request, response) => response.end(request.socket.getPeerCertificate().subject.CN),
);
server.listen(Number(process.env.PORT), '127.0.0.1');
