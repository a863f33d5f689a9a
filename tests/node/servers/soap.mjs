// A SOAP service with orders: /orders speaks 1.1, /orders12 speaks 1.2, /closed and /closed12 want a user name token.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import soap from 'soap';

const NAMESPACE = 'http://example.com/orders';
const wsdl = (path, version) => `<?xml version="1.0"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="${NAMESPACE}" targetNamespace="${NAMESPACE}"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap${version === '1.2' ? '12' : ''}/" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <types><xs:schema targetNamespace="${NAMESPACE}" elementFormDefault="qualified">
    <xs:element name="find"><xs:complexType><xs:sequence>
      <xs:element name="id" type="xs:string" maxOccurs="unbounded"/><xs:element name="note" type="xs:string" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="findResponse"><xs:complexType><xs:sequence>
      <xs:element name="order" type="xs:string" maxOccurs="unbounded"/><xs:element name="trace" type="xs:string"/><xs:element name="user" type="xs:string"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="tell"><xs:complexType/></xs:element>
  </xs:schema></types>
  <message name="findIn"><part name="parameters" element="tns:find"/></message>
  <message name="findOut"><part name="parameters" element="tns:findResponse"/></message>
  <message name="tellIn"><part name="parameters" element="tns:tell"/></message>
  <portType name="Orders">
    <operation name="find"><input message="tns:findIn"/><output message="tns:findOut"/></operation>
    <operation name="tell"><input message="tns:tellIn"/></operation>
  </portType>
  <binding name="OrdersBinding" type="tns:Orders"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="find"><soap:operation soapAction="urn:find"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
    <operation name="tell"><soap:operation soapAction="urn:tell"/><input><soap:body use="literal"/></input></operation>
  </binding>
  <service name="Orders"><port name="Port" binding="tns:OrdersBinding"><soap:address location="http://127.0.0.1${path}"/></port></service>
</definitions>`;

const textOf = (value) => (value && typeof value === 'object' ? value.$value : value);
const fault = (version, reason) => version === '1.2'
  ? { Code: { Value: 'soap:Sender', Subcode: { Value: 'ord:NoOrder', Subcode: { Value: 'ord:Never' } } }, Reason: { Text: reason }, Detail: { id: '404', retry: 'no' } }
  : { faultcode: 'soap:Client', faultstring: reason, detail: { id: '404', retry: 'no' } };

const serviceOf = (version) => ({
  Orders: {
    Port: {
      find: ({ id, note }, _callback, headers) => {
        const ids = [id].flat().map(textOf);
        if (ids.includes('404')) {
          throw { Fault: fault(version, 'there is no order 404') };
        }
        return {
          order: ids.map((one) => `${one}: ${textOf(note) ?? ''}`),
          trace: textOf(headers?.trace) ?? headers?.trace?.attributes?.id ?? '',
          user: textOf(headers?.Security?.UsernameToken?.Username) ?? '',
        };
      },
      tell: () => {},
    },
  },
});

// As the profile says: by the password itself, or by its digest, and never twice with one nonce.
const seen = new Set();
const isAda = (security) => {
  const token = security?.UsernameToken;
  const [password, type] = [textOf(token?.Password), token?.Password?.attributes?.Type ?? ''];
  if (textOf(token?.Username) !== 'ada') {
    return false;
  }
  if (type.endsWith('#PasswordText')) {
    return password === 'pass & word';
  }
  const [nonce, created] = [textOf(token.Nonce), textOf(token.Created)];
  if (!type.endsWith('#PasswordDigest') || seen.has(nonce) || Number.isNaN(Date.parse(created))) {
    return false;
  }
  seen.add(nonce);
  return password === createHash('sha1').update(Buffer.from(nonce, 'base64')).update(created).update('pass & word').digest('base64');
};

const server = createServer((request, response) => response.writeHead(404).end('nothing here'));
for (const [path, version, isClosed] of [['/orders', '1.1', false], ['/orders12', '1.2', false], ['/closed', '1.1', true], ['/closed12', '1.2', true]]) {
  const service = soap.listen(server, { path, services: serviceOf(version), xml: wsdl(path, version), forceSoap12Headers: version === '1.2' });
  if (isClosed) {
    service.authenticate = (security) => isAda(security);
  }
}
server.listen(Number(process.env.PORT), '127.0.0.1');
