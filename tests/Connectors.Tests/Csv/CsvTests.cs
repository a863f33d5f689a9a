using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Fairlead.Connectors.Csv;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing;
using Fairlead.Testing.Processes;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.Csv;

/// <summary>Files of comma-separated values, read and written.</summary>
public sealed class CsvTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("id,name\n1,Ada\n2,\"Bob, \"\"B\"\"\"\n", "{}", """[{"id":"1","name":"Ada"},{"id":"2","name":"Bob, \"B\""}]""")]
    [InlineData("id;name\r\n1;\"two\nlines\"\r\n", """{"format": {"delimiter": ";"}}""", """[{"id":"1","name":"two\nlines"}]""")]
    [InlineData("id\tname\n1\tAda", """{"format": {"delimiter": "\\t"}}""", """[{"id":"1","name":"Ada"}]""")]
    [InlineData("a,b\n1,2\n", """{"format": {"headers": ["x", "y"], "skipHeaderRecord": "true"}}""", """[{"x":"1","y":"2"}]""")]
    [InlineData("1,2\n", """{"format": {"headers": "x, y", "skipHeaderRecord": false}}""", """[{"x":"1","y":"2"}]""")]
    [InlineData("a,b\n1,2\n", """{"rowType": "Array"}""", """[["1","2"]]""")]
    [InlineData("1,2\n3,4\n", """{"rowType": "Array", "format": {"skipHeaderRecord": false}}""", """[["1","2"],["3","4"]]""")]
    [InlineData("\uFEFFid\n\n1\n\n", "{}", """[{"id":"1"}]""")]
    [InlineData("a,b,c\n1\n1,2,3,4\n", "{}", """[{"a":"1"},{"a":"1","b":"2","c":"3"}]""")]
    [InlineData("", "{}", "[]")]
    [InlineData("a,b\r1\"2,\"x\r\ny\" \r3,", "{}", """[{"a":"1\"2","b":"x\r\ny"},{"a":"3","b":""}]""")]
    [InlineData("a\n\"\"\n x \n", "{}", """[{"a":""},{"a":" x "}]""")]
    public async Task Records_are_read(string text, string more, string expected)
    {
        using var harness = ConnectorHarness.Of<CsvConnector>();
        var inputs = JsonNode.Parse(more)!.AsObject();
        inputs["document"] = text;
        var run = await harness.RunAsync(inputs.ToJsonString(), Headers("readCsv"), Cancellation);
        Assert.Null(run.Failure);
        Assert.Equal(expected, run.Output.GetProperty("records").GetRawText());
        Assert.Equal(text.EndsWith("4\n", StringComparison.Ordinal) && expected.Contains("\"c\"", StringComparison.Ordinal) ? 1 : 0, run.Log.Count);
    }

    [Fact]
    public async Task A_document_is_read_in_the_encoding_that_it_names()
    {
        using var harness = ConnectorHarness.Of<CsvConnector>();
        var run = await harness.RunAsync(
            """{"document": {"camunda.document.type": "inline", "content": "name\nJürgen", "contentType": "text/csv"}}""", Headers("readCsv"), Cancellation);
        Assert.Equal("""[{"name":"Jürgen"}]""", run.Output.GetProperty("records").GetRawText());

        const string external = """{"document": {"camunda.document.type": "external", "url": "https://files.example.com/a.csv"}}""";
        harness.Http
            .Answer("GET https://files.example.com/a.csv", _ => Latin("text/csv; charset=iso-8859-1"))
            .Answer("GET https://files.example.com/a.csv", _ => Latin("text/csv"))
            .Answer("GET https://files.example.com/a.csv", _ => Latin("text/csv"));
        Assert.Equal("Jürgen", (await harness.RunAsync(external, Headers("readCsv"), Cancellation)).Output.GetProperty("records")[0].GetProperty("name").GetString());
        var wrong = Assert.IsType<ConnectorException>((await harness.RunAsync(external, Headers("readCsv"), Cancellation)).Failure);
        Assert.Equal(("CSV_UNREADABLE", RetryAdvice.Never), (wrong.Code, wrong.Retry));
        var named = external.Replace("\"document\"", "\"format\": {\"encoding\": \"ISO-8859-1\"}, \"document\"", StringComparison.Ordinal);
        Assert.Equal("Jürgen", (await harness.RunAsync(named, Headers("readCsv"), Cancellation)).Output.GetProperty("records")[0].GetProperty("name").GetString());

        static Fairlead.Testing.Http.HttpReply Latin(string type) => new()
        {
            Body = Encoding.Latin1.GetBytes("name\nJürgen\n"),
            Headers = new Dictionary<string, string> { ["Content-Type"] = type },
        };
    }

    [Theory]
    [InlineData("a\n1\n\"x\"y\n", "{}", "CSV_UNREADABLE", "line 3")]
    [InlineData("a\n\"x\n\n", "{}", "CSV_UNREADABLE", "line 2")]
    [InlineData("a\n1\n", """{"format": {"skipHeaderRecord": false}}""", "INVALID_INPUT", "format.headers")]
    [InlineData("a\n1\n", """{"format": {"delimiter": "::"}}""", "INVALID_INPUT", "format.delimiter")]
    [InlineData("a\n1\n", """{"format": {"encoding": "klingon"}}""", "INVALID_INPUT", "format.encoding")]
    [InlineData("a\n1\n", """{"format": {"headers": {"a": 1}}}""", "INVALID_INPUT", "format.headers")]
    public async Task What_cannot_be_read_says_why(string text, string more, string code, string reason)
    {
        using var harness = ConnectorHarness.Of<CsvConnector>();
        var inputs = JsonNode.Parse(more)!.AsObject();
        inputs["document"] = text;
        var failure = Assert.IsAssignableFrom<ConnectorException>((await harness.RunAsync(inputs.ToJsonString(), Headers("readCsv"), Cancellation)).Failure);
        Assert.Equal((code, RetryAdvice.Never), (failure.Code, failure.Retry));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=if record.state = \"open\" then {id: number(record.id)} else null", """[{"id":1},{"id":3}]""")]
    [InlineData("record.id", """["1","2","3"]""")]
    public async Task A_mapper_changes_records_and_drops_them(string mapper, string expected)
    {
        using var harness = ConnectorHarness.Of<CsvConnector>();
        var run = await harness.RunAsync(
            """{"document": "id,state\n1,open\n2,closed\n3,open\n"}""", Headers("readCsv", mapper), Cancellation);
        Assert.Null(run.Failure);
        Assert.Equal(expected, run.Output.GetProperty("records").GetRawText());
    }

    [Theory]
    [InlineData("""[{"a": 1, "b": "x,y"}, {"b": "q\"q", "c": null}]""", """{"skipHeaderRecord": false}""", "a,b,c\r\n1,\"x,y\",\r\n,\"q\"\"q\",\r\n")]
    [InlineData("""[{"a": 1, "b": true}]""", """{"headers": ["b", "a"], "skipHeaderRecord": "false", "delimiter": ";"}""", "b;a\r\ntrue;1\r\n")]
    [InlineData("""[{"a": 1, "b": {"c": [1.50]}}]""", """{"headers": ["b", "a"]}""", "\"{\"\"c\"\":[1.50]}\",1\r\n")]
    [InlineData("""[[1, "two"], [null]]""", "{}", "1,two\r\n\"\"\r\n")]
    [InlineData("[]", "{}", "")]
    public async Task Records_are_written(string data, string format, string expected)
    {
        using var harness = ConnectorHarness.Of<CsvConnector>();
        var run = await harness.RunAsync($"{{\"data\": {data}, \"format\": {format}}}", Headers("writeCsv"), Cancellation);
        Assert.Null(run.Failure);
        Assert.Equal(expected, run.Output.GetProperty("content").GetString());
    }

    /// <summary>Whatever is written can be read again.</summary>
    [Fact]
    public async Task What_was_written_is_read_as_it_was()
    {
        var value = Gen.String[Gen.OneOf(Gen.OneOf('"', ',', ';', '\n', '\r', '\t', ' ', '\''), Gen.Char['a', 'e'], Gen.Char['\u00a0', '\u2fff']), 0, 12];
        using var harness = ConnectorHarness.Of<CsvConnector>();
        await value.Array[2, 4].Array[1, 6].SampleAsync(
            async rows =>
            {
                var same = rows.Select(row => row.Take(rows[0].Length).Concat(Enumerable.Repeat("x", Math.Max(0, rows[0].Length - row.Length)))).ToArray();
                var data = JsonSerializer.Serialize(same);
                var written = await harness.RunAsync($"{{\"data\": {data}}}", Headers("writeCsv"), Cancellation);
                var read = await harness.RunAsync(
                    JsonSerializer.Serialize(new { document = written.Output.GetProperty("content"), rowType = "Array", format = new { skipHeaderRecord = false } }),
                    Headers("readCsv"),
                    Cancellation);
                Assert.True(
                    JsonNode.DeepEquals(JsonNode.Parse(data), JsonNode.Parse(read.Output.GetProperty("records").GetRawText())),
                    $"{data} became {read.Output}");
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public async Task A_large_file_is_read_record_by_record_and_what_is_kept_has_a_limit()
    {
        using var harness = ConnectorHarness.Of<CsvConnector>();
        var line = $"{new string('x', 100)},1\n";
        var body = Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat(line, 400_000)));
        harness.Http
            .Answer("GET https://files.example.com/a.csv", _ => new Fairlead.Testing.Http.HttpReply { Body = body })
            .Answer("GET https://files.example.com/a.csv", _ => new Fairlead.Testing.Http.HttpReply { Body = body });
        const string external = """{"document": {"camunda.document.type": "external", "url": "https://files.example.com/a.csv"}, "rowType": "Array"}""";

        var all = Assert.IsType<ConnectorException>((await harness.RunAsync(external, Headers("readCsv"), Cancellation)).Failure);
        Assert.Equal(("CSV_TOO_LARGE", RetryAdvice.Never), (all.Code, all.Retry));
    }

    [Fact]
    public async Task A_diagram_of_the_original_reads_and_writes()
    {
        await using var test = new ProcessHarness(typeof(CsvConnector));
        await test.DeployAsync(
            CamundaDiagram.Of(
                "csv",
                new CamundaElement
                {
                    Kind = CamundaKind.ServiceTask,
                    Id = "read",
                    Template = ("io.camunda.connectors.csv", 3),
                    JobType = "io.camunda:csv-connector",
                    Inputs =
                    {
                        ["document_documentSource"] = "inline",
                        ["document_inline_content"] = "=text",
                        ["document_inline_fileName"] = "orders.csv",
                        ["document"] = "={\"camunda.document.type\": \"inline\", content: text, name: \"orders.csv\"}",
                        ["format.delimiter"] = ",",
                        ["format.skipHeaderRecord"] = "=true",
                        ["rowType"] = "Object",
                    },
                    Headers =
                    {
                        ["operation"] = "readCsv",
                        ["recordMapper"] = "=if number(record.total) > 10 then record else null",
                        ["resultExpression"] = "={large: records}",
                        ["retryBackoff"] = "PT0S",
                    },
                },
                new CamundaElement
                {
                    Kind = CamundaKind.ServiceTask,
                    Id = "write",
                    Template = ("io.camunda.connectors.csv", 3),
                    JobType = "io.camunda:csv-connector",
                    Inputs =
                    {
                        ["data"] = "=large",
                        ["format.delimiter"] = ";",
                        ["format.skipHeaderRecord"] = "=false",
                        ["format.headers"] = "=[\"total\", \"id\"]",
                        ["documentReturnFormat.choice"] = "TEXT",
                        ["documentReturnFormat.encoding"] = "UTF-8",
                    },
                    Headers = { ["operation"] = "writeCsv", ["resultExpression"] = "={written: content}", ["retryBackoff"] = "PT0S" },
                }),
            Cancellation);
        var instance = await test.StartAsync("csv", """{"text": "id,total\n1,5\n2,15\n"}""", Cancellation);
        instance.ExpectCompleted().ExpectVariable("written", "total;id\r\n15;2\r\n");
    }

    private static Dictionary<string, string> Headers(string operation, string? mapper = null)
    {
        var headers = new Dictionary<string, string> { ["operation"] = operation };
        if (mapper is not null)
            headers["recordMapper"] = mapper;
        return headers;
    }
}
