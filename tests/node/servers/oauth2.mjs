// An OAuth 2 server whose tokens are real JWTs, and which knows one client: orders with the secret or-ders:secret.
import { OAuth2Server } from 'oauth2-mock-server';

const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');

const clientOf = (request) => {
  const [scheme, basic] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic') {
    return [request.body.client_id, request.body.client_secret];
  }
  const [id, ...secret] = Buffer.from(basic, 'base64').toString().split(':');
  return [id, secret.join(':')];
};
server.service.on('beforeTokenSigning', (token, request) => {
  token.payload.sub = clientOf(request)[0];
  if (request.body.audience) {
    token.payload.aud = request.body.audience;
  }
  token.payload.grant = request.body.grant_type;
});
server.service.on('beforeResponse', (response, request) => {
  const [id, secret] = clientOf(request);
  if (id !== 'orders' || secret !== 'or-ders:secret') {
    response.statusCode = 401;
    response.body = { error: 'invalid_client', error_description: 'no such client' };
  } else if (request.body.grant_type === 'refresh_token' && request.body.refresh_token !== 'once-agreed') {
    response.statusCode = 400;
    response.body = { error: 'invalid_grant' };
  }
});
await server.start(Number(process.env.PORT), '127.0.0.1');
