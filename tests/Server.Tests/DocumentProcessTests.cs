using System.Security;
using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>Documents in processes: the REST connector, the functions of inputs and the expressions, in a whole server.</summary>
public sealed class DocumentProcessTests(SharedServer shared)
{
    private const int Megabyte = 1 << 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_makes_a_document_and_sends_it_by_a_link_and_as_a_body()
    {
        await shared.DeployAsync("doc-send.bpmn", Rest(
            "doc-send",
            [("=url", "url"), ("POST", "method"),
             ("={text: {\"camunda.function.type\": \"getText\", params: [bill]}, link: {\"camunda.function.type\": \"createLink\", params: [bill]}, file: bill}", "body")],
            [("resultExpression", "={copy: createDocument({content: body.file, name: \"copy.txt\"}), text: body.text, link: body.link}")]), Cancellation);
        var stored = await shared.Cluster.Documents.CreateAsync(
            new MemoryStream("a bill"u8.ToArray()), new() { FileName = "bill.txt" }, documentId: null, Cancellation);
        await using var echo = await Echo.StartAsync();

        var variables = await RunAsync("doc-send", new { url = echo.Address, bill = Reference(stored) });

        Assert.Equal("\"a bill\"", variables["text"]);
        Assert.Equal("a bill", await shared.Http.GetStringAsync(JsonSerializer.Deserialize<string>(variables["link"]), Cancellation));
        var copy = JsonSerializer.Deserialize(variables["copy"], RestJson.Client.DocumentReference)!;
        Assert.Equal("copy.txt", copy.Metadata.FileName);
        Assert.Equal("doc-send", copy.Metadata.ProcessDefinitionId);
        Assert.Equal("a bill", await shared.Http.GetStringAsync($"/v2/documents/{copy.DocumentId}", Cancellation));
    }

    /// <summary>Through the store, out of the REST API, into the REST connector and the store again.</summary>
    [Fact]
    public async Task A_hundred_megabytes_pass_through_a_connector_in_little_memory()
    {
        const int Bytes = 100 * Megabyte;
        const long GrowthAtMost = 64 * Megabyte;
        const string ResetsPeak = "5";
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells the peak of another process's memory.");
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation);
        await server.Cluster.DeployAsync(
            [("doc-fetch.bpmn", System.Text.Encoding.UTF8.GetBytes(Rest(
                "doc-fetch",
                [("=url", "url"), ("DOCUMENT", "documentReturnFormat.choice")],
                [("resultExpression", "={kept: document}")])))],
            Cancellation);
        await FetchAsync(server, Megabyte);
        await File.WriteAllTextAsync($"/proc/{server.Program.Id}/clear_refs", ResetsPeak, Cancellation);
        var before = server.PeakBytes;

        var (sent, kept) = await FetchAsync(server, Bytes);

        var growth = server.PeakBytes - before;
        TestContext.Current.TestOutputHelper!.WriteLine($"Peak grew by {growth / Megabyte} MB from {before / Megabyte} MB.");
        Assert.Equal((Bytes, sent.ContentHash), (kept.Metadata.Size, kept.ContentHash));
        Assert.NotEqual(sent.DocumentId, kept.DocumentId);
        Assert.True(growth < GrowthAtMost, $"The server's peak grew by {growth / Megabyte} MB for a document of 100 MB.");
    }

    private static async Task<(DocumentReference Sent, DocumentReference Kept)> FetchAsync(TestServer server, int bytes)
    {
        var sent = await server.Cluster.Documents.CreateAsync(
            new MemoryStream(RandomNumberGenerator.GetBytes(bytes)), new(), documentId: null, Cancellation);
        var link = await server.Cluster.Documents.CreateLinkAsync(sent.DocumentId, TimeSpan.FromMinutes(5), Cancellation);
        var created = await server.Cluster.CreateInstanceAsync(
            new CreateProcessInstanceRequest
            {
                ProcessDefinitionId = "doc-fetch",
                Variables = new(JsonSerializer.SerializeToUtf8Bytes(new { url = link.Url })),
                AwaitCompletion = true,
                RequestTimeout = 120_000,
            },
            Cancellation);
        var variables = JsonElement.Parse(created.Variables.Utf8.Span);
        return (sent, variables.GetProperty("kept").Deserialize(RestJson.Client.DocumentReference)!);
    }

    private async Task<Dictionary<string, string>> RunAsync(string processId, object variables)
    {
        var created = await shared.Cluster.CreateInstanceAsync(
            new CreateProcessInstanceRequest
            {
                ProcessDefinitionId = processId, Variables = new(JsonSerializer.SerializeToUtf8Bytes(variables)),
            },
            Cancellation);
        await shared.WaitForStateAsync(created.ProcessInstanceKey, ProcessInstanceState.Completed, Cancellation);
        return await shared.ReadVariablesAsync(created.ProcessInstanceKey, Cancellation);
    }

    private static JsonElement Reference(DocumentReference document) =>
        JsonSerializer.SerializeToElement(document, RestJson.Default.DocumentReference);

    private static string Rest(string processId, (string Source, string Target)[] inputs, (string Key, string Value)[] headers) => Diagrams.Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_call" sourceRef="start" targetRef="call" />
            <bpmn:serviceTask id="call">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="io.camunda:http-json:1" retries="1" />
                <zeebe:ioMapping>{string.Concat(inputs.Select(input =>
                    $"<zeebe:input source=\"{SecurityElement.Escape(input.Source)}\" target=\"{input.Target}\" />"))}</zeebe:ioMapping>
                <zeebe:taskHeaders>{string.Concat(headers.Select(header =>
                    $"<zeebe:header key=\"{header.Key}\" value=\"{SecurityElement.Escape(header.Value)}\" />"))}</zeebe:taskHeaders>
              </bpmn:extensionElements>
            </bpmn:serviceTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="call" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);
}
