using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Fairlead.Connectors.Soap;
using Fairlead.Testing.Processes;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.Soap;

/// <summary>Diagrams as the original's template for SOAP leaves them, run against a real service.</summary>
public sealed class SoapDiagramTests(NodePeers peers) : IAsyncDisposable
{
    private static readonly string[] Both = ["7: a & b", "8: a & b"];

    private readonly ProcessHarness _test = new(typeof(SoapConnector));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Dictionary<string, string> Find => new()
    {
        ["header.type"] = "none",
        ["body.type"] = "json",
        ["body.json"] = "={\"ord:find\": {\"ord:id\": [id, 8], \"ord:note\": \"a & b\"}}",
        ["namespaces"] = "={\"ord\": \"http://example.com/orders\"}",
    };

    public static TheoryData<string, string, string> Variants => new()
    {
        { "1.1", "orders", """{"authentication.authentication": "none"}""" },
        { "1.2", "orders12", """{"authentication.authentication": "none"}""" },
        { "1.1", "orders", """{"authentication.authentication": "none", "soapVersion.soapAction": "urn:find"}""" },
        { "1.1", "orders", """{"authentication.authentication": "none", "body.type": "template", "body.template": "<ord:find>{{#ids}}<ord:id>{{.}}</ord:id>{{/ids}}<ord:note>{{note}}</ord:note></ord:find>", "body.context": "={ids: [id, 8], note: \"a & b\"}"}""" },
        { "1.2", "orders12", """{"authentication.authentication": "none", "header.type": "template", "header.template": "<ord:trace id=\"{{id}}\"/>", "header.context": "={id: \"t-7\"}"}""" },
        { "1.1", "orders", """{"authentication.authentication": "none", "header.type": "json", "header.json": "={\"ord:trace\": {\"@id\": \"t-7\"}}"}""" },
        { "1.1", "closed", """{"authentication.authentication": "usernameToken", "authentication.username": "ada", "authentication.password": "{{secrets.PASSWORD}}", "authentication.encoded": "Yes"}""" },
        { "1.2", "closed12", """{"authentication.authentication": "usernameToken", "authentication.username": "ada", "authentication.password": "{{secrets.PASSWORD}}", "authentication.encoded": "No"}""" },
        { "1.1", "orders", """{"authentication.authentication": "signature", "authentication.certificate.certificateType": "single", "authentication.certificate.certificate": "{{secrets.CERTIFICATE}}", "authentication.certificate.privateKey": "{{secrets.KEY}}", "authentication.timestamp": "=300"}""" },
        { "1.2", "orders12", """{"authentication.authentication": "signature", "authentication.certificate.certificateType": "keystore", "authentication.certificate.keystoreLocation": "{{secrets.STORE}}", "authentication.certificate.keystorePassword": "{{secrets.PASSWORD}}", "authentication.certificate.alias": "orders", "authentication.certificate.password": "{{secrets.PASSWORD}}", "authentication.signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "authentication.digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha512", "authentication.encryptionParts": "=[{namespace: \"http://example.com/orders\", localName: \"find\"}]"}""" },
    };

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory, MemberData(nameof(Variants))]
    public async Task A_diagram_of_SOAP_runs(string version, string path, string inputs)
    {
        var instance = await RunAsync(version, path, Read(inputs));

        instance.ExpectCompleted().ExpectVariable("orders", Both);
        var answer = instance.Variables["answer"];
        Assert.Equal(inputs.Contains("trace", StringComparison.Ordinal) ? "t-7" : "{}", answer.GetProperty("trace").ToString());
        Assert.Equal(inputs.Contains("usernameToken", StringComparison.Ordinal) ? "ada" : "{}", answer.GetProperty("user").ToString());
    }

    [Theory]
    [InlineData("1.1", "orders", "soap:Client")]
    [InlineData("1.2", "orders12", "soap:Sender")]
    public async Task A_fault_can_be_caught_by_what_it_says(string version, string path, string code)
    {
        var task = await TaskAsync(version, path, new() { ["authentication.authentication"] = "none", ["body.json"] = "={\"ord:find\": {\"ord:id\": \"404\"}}" });
        task.Headers["errorExpression"] = """
            =if error.code = "SOAP_FAULT_RECEIVED" and error.variables.detail.id = "404"
             then ignoreError({why: error.variables.reason, code: error.variables.code, whole: error.variables.response.Envelope.Body.Fault != null}) else null
            """;

        var instance = await RunAsync(task);

        instance.ExpectCompleted().ExpectVariable("why", "there is no order 404").ExpectVariable("code", code).ExpectVariable("whole", true);
    }

    [Fact]
    public async Task A_fault_that_nobody_catches_is_an_incident_with_its_reason()
    {
        var task = await TaskAsync("1.1", "orders", new() { ["authentication.authentication"] = "none", ["body.json"] = "={\"ord:find\": {\"ord:id\": \"404\"}}" });

        var incident = Assert.Single((await RunAsync(task with { Retries = "1" })).Incidents);

        Assert.StartsWith("SOAP Fault received: there is no order 404 (soap:Client)", incident.Message, StringComparison.Ordinal);
    }

    private async Task<TestInstance> RunAsync(string version, string path, Dictionary<string, string> inputs) =>
        await RunAsync(await TaskAsync(version, path, inputs));

    private async Task<TestInstance> RunAsync(CamundaElement task)
    {
        using var certificate = Signer.Certificate("rsa");
        _test.Secrets["PASSWORD"] = "pass & word";
        _test.Secrets["CERTIFICATE"] = certificate.ExportCertificatePem();
        _test.Secrets["KEY"] = certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();
        _test.Secrets["STORE"] = Convert.ToBase64String(Signer.StoreOf("pass & word", ("orders", certificate, "pass & word")));
        _test.Http.Forward("*");
        await _test.DeployAsync(CamundaDiagram.Of("asking", task), Cancellation);
        return await _test.StartAsync("asking", """{"id": 7}""", Cancellation);
    }

    private async Task<CamundaElement> TaskAsync(string version, string path, Dictionary<string, string> inputs) => new()
    {
        Kind = CamundaKind.ServiceTask,
        Id = "find",
        Template = ("io.camunda:soap", 2),
        JobType = "io.camunda:soap:1",
        Inputs = new Dictionary<string, string>(Find
            .Concat(new Dictionary<string, string>
            {
                ["serviceUrl"] = $"{await peers.AddressOfAsync("soap.mjs")}/{path}",
                ["soapVersion.version"] = version,
                ["connectionTimeoutInSeconds"] = "=20",
            })
            .Concat(inputs).GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value)),
        Headers =
        {
            ["resultExpression"] = "={orders: Envelope.Body.findResponse.order, answer: response.Envelope.Body.findResponse}",
            ["retryBackoff"] = "PT0S",
        },
    };

    private static Dictionary<string, string> Read(string inputs) =>
        JsonElement.Parse(inputs).EnumerateObject().ToDictionary(input => input.Name, input => input.Value.GetString()!);
}
