using System.Text;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Soap;
using Fairlead.Connectors.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Tests.Soap;

/// <summary>What comes back, and what should never have come back.</summary>
public sealed class SoapAnswerTests
{
    private const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";

    private readonly SoapConnector _connector = new(TimeProvider.System);

    [Theory]
    [InlineData("<a/>", """{"a":{}}""")]
    [InlineData("<a> </a>", """{"a":{}}""")]
    [InlineData("<a> t </a>", """{"a":" t "}""")]
    [InlineData("<a><![CDATA[<b>]]>&amp;</a>", """{"a":"<b>&"}""")]
    [InlineData("<a id='1'>t</a>", """{"a":{"$content":"t","id":"1"}}""")]
    [InlineData("<a xmlns='urn:x'>t</a>", """{"a":{"$content":"t"}}""")]
    [InlineData("<x:a xmlns:x='urn:x' x:id='1'><x:b>1</x:b><x:b/><x:b>3</x:b></x:a>", """{"a":{"b":["1",{},"3"],"id":"1"}}""")]
    [InlineData("<a><b>1</b><c>2</c><b>3</b><!-- no --><?no no?></a>", """{"a":{"b":["1","3"],"c":"2"}}""")]
    [InlineData("<a b='attribute'><b>element</b></a>", """{"a":{"b":"element","@b":"attribute"}}""")]
    [InlineData("<a>one <b/> two</a>", """{"a":{"b":{},"$content":"one  two"}}""")]
    [InlineData("<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/>", """{"a":{"nil":"true"}}""")]
    [InlineData("<a>1</a><b>2</b>", """{"a":"1","b":"2"}""")]
    public async Task The_body_as_JSON(string xml, string expected)
    {
        var answer = await AnswerAsync($"<s:Envelope xmlns:s='{Soap}'>\n  <s:Header/>\n  <s:Body>{xml}</s:Body>\n</s:Envelope>");

        Assert.Equal("""{"Envelope":{"Header":{},"Body":BODY}}""".Replace("BODY", expected, StringComparison.Ordinal), answer);
    }

    [Theory]
    [InlineData("text/xml", "<?xml version='1.0' encoding='ISO-8859-1'?>", "iso-8859-1")]
    [InlineData("text/xml; charset=iso-8859-1", "", "iso-8859-1")]
    [InlineData("text/xml; charset=utf-8", "<?xml version='1.0' encoding='ISO-8859-1'?>", "utf-8")]
    [InlineData("text/xml", "", "utf-8")]
    [InlineData("text/xml", "<?xml version='1.0' encoding='utf-16'?>", "utf-16")]
    public async Task The_encoding_is_that_of_HTTP_or_else_of_the_document(string type, string declaration, string encoding)
    {
        var target = Encoding.GetEncoding(encoding);
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.ContentType = type;
            await context.Response.Body.WriteAsync((byte[])[.. target.Preamble, .. target.GetBytes($"{declaration}<s:Envelope xmlns:s='{Soap}'><s:Body>grüße</s:Body></s:Envelope>")]);
        });

        Assert.Equal("""{"Envelope":{"Body":"grüße"}}""", Calls.Json(await _connector.CallAsync($$""" "serviceUrl": "{{peer.Address}}" """)));
    }

    [Theory]
    [InlineData(200, "<!DOCTYPE s [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><s:Envelope xmlns:s='SOAP'><s:Body>&x;</s:Body></s:Envelope>", "SOAP_ANSWER_INVALID", "or has a DTD")]
    [InlineData(200, "<!DOCTYPE s [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]><s:Envelope xmlns:s='SOAP'><s:Body>&b;</s:Body></s:Envelope>", "SOAP_ANSWER_INVALID", "or has a DTD")]
    [InlineData(200, "<s:Envelope xmlns:s='SOAP'><s:Body>", "SOAP_ANSWER_INVALID", "not well-formed")]
    [InlineData(200, "<html><body>Log in</body></html>", "SOAP_ANSWER_INVALID", "no SOAP envelope")]
    [InlineData(200, "{}", "SOAP_ANSWER_INVALID", "answered text/xml")]
    [InlineData(502, "<html><body>Bad gateway</body></html>", "502", "Bad Gateway")]
    [InlineData(401, "", "401", "Unauthorized")]
    public async Task What_is_no_answer_of_SOAP_is_told_apart(int status, string body, string code, string says)
    {
        await using var peer = await Peer.AnsweringAsync(status, body.Replace("SOAP", Soap, StringComparison.Ordinal), "text/xml");

        var failure = await _connector.FailAsync($$""" "serviceUrl": "{{peer.Address}}" """);

        Assert.Equal(code, failure.Code);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_nested_without_end_is_refused()
    {
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => AnswerAsync(
            $"<s:Envelope xmlns:s='{Soap}'><s:Body>{string.Concat(Enumerable.Repeat("<a>", 100_000))}"));

        Assert.Equal("SOAP_ANSWER_INVALID", failure.Code);
    }

    [Fact]
    public async Task What_only_looks_like_a_fault_is_an_answer()
    {
        Assert.Equal(
            """{"Envelope":{"Body":{"Fault":{"$content":"mine"}}}}""",
            await AnswerAsync($"<s:Envelope xmlns:s='{Soap}'><s:Body><Fault xmlns='urn:mine'>mine</Fault></s:Body></s:Envelope>"));
        // And a fault is one with status 200, too.
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => AnswerAsync($"<s:Envelope xmlns:s='{Soap}'><s:Body><s:Fault/></s:Body></s:Envelope>"));
        Assert.Equal(("SOAP_FAULT_RECEIVED", "SOAP Fault received: the service gives no reason (no code)"), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task A_fault_that_says_when_to_come_again_is_obeyed()
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "120";
            context.Response.ContentType = "text/xml";
            await context.Response.WriteAsync($"<s:Envelope xmlns:s='{Soap}'><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring xml:lang='en'>later\nplease</faultstring></s:Fault></s:Body></s:Envelope>");
        });

        var failure = await _connector.FailAsync($$""" "serviceUrl": "{{peer.Address}}" """);

        Assert.Equal(("SOAP Fault received: later please (s:Server)", TimeSpan.FromMinutes(2)), (failure.Message, failure.Retry.Delay));
    }

    private async Task<string> AnswerAsync(string xml)
    {
        await using var peer = await Peer.AnsweringAsync(200, xml, "text/xml");
        return Calls.Json(await _connector.CallAsync($$""" "serviceUrl": "{{peer.Address}}" """));
    }
}
