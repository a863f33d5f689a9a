using System.Text;
using Fairlead.Connectors;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Sdk;
using Fairlead.Server.Plugins;
using Fairlead.Server.Tests.Support;
using Fairlead.Testing;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Connectors of strangers, compiled here and put into folders as an operator does.</summary>
public sealed class PluginTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Plugins => Path.Combine(_folder.Path, "connectors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_plug_ins_use_two_versions_of_a_library()
    {
        Plugin("one", "com.example:one:1", library: "first");
        Plugin("two", "com.example:two:1", library: "second");

        var connectors = Load();

        Assert.Equal(["One.Words", "Two.Words"], connectors.Select(type => type.FullName));
        Assert.Equal("first", await SayAsync(connectors[0]));
        Assert.Equal("second", await SayAsync(connectors[1]));
        Assert.Equal(typeof(ConnectorAttribute).Assembly, connectors[0].GetInterfaces().Single().Assembly);
    }

    [Fact]
    public void A_copy_of_the_sdk_in_the_folder_is_not_used()
    {
        Plugin("one", "com.example:one:1", library: "first");
        File.Copy(typeof(ConnectorAttribute).Assembly.Location, Path.Combine(Plugins, "one", "Fairlead.Connectors.Sdk.dll"));

        Assert.Equal(typeof(ConnectorAttribute).Assembly, Load().Single().GetInterfaces().Single().Assembly);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        Plugin("a-good-one", "com.example:one:1", library: "first");
        Directory.CreateDirectory(Path.Combine(Plugins, "b-empty"));
        _folder.Write("connectors/c-no-assembly/Words.dll", "This is text.");
        Plugin("d-same-type", "com.example:one:1", library: "first");
        Plugin("e-built-in-type", "io.camunda:http-json:1", library: "first");
        Plugin("f-newer", "com.example:newer:1", library: "first", sdk: NewerSdk());
        File.Delete(Path.Combine(Path.GetDirectoryName(Plugin("g-missing", "com.example:missing:1", library: "first"))!, "Acme.Library.dll"));

        var refused = Assert.Throws<ConnectorSetupException>(() => Load());

        Assert.Equal("CONNECTOR_PLUGIN_UNUSABLE", refused.Code);
        var problems = refused.Message.Split("\n- ")[1..];
        Assert.Equal(6, problems.Length);
        Assert.Contains("b-empty: no assembly in it has a class with [Connector].", problems[0], StringComparison.Ordinal);
        Assert.Contains("c-no-assembly: no assembly in it", problems[1], StringComparison.Ordinal);
        Assert.Contains("Words.dll: ", problems[1], StringComparison.Ordinal);
        Assert.Contains("serves the type com.example:one:1, which the plug-in a-good-one serves already", problems[2], StringComparison.Ordinal);
        Assert.Contains("serves the type io.camunda:http-json:1, which a built-in connector serves already", problems[3], StringComparison.Ordinal);
        Assert.Contains("it was built against Fairlead.Connectors.Sdk 99.0.0.0; this server has", problems[4], StringComparison.Ordinal);
        Assert.Contains("it needs Acme.Library 1.0.0.0, which is not in its folder", problems[5], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_was_named_must_be_there_and_the_usual_one_need_not()
    {
        Assert.Empty(PluginFolder.Load(configured: null, _folder.Data, BuiltIn.Connectors));
        Assert.Contains(Plugins, Assert.Throws<ConnectorSetupException>(() => Load()).Message, StringComparison.Ordinal);

        Plugin("one", "com.example:one:1", library: "first");
        Assert.Single(PluginFolder.Load(configured: null, _folder.Data, BuiltIn.Connectors));
        Assert.Empty(PluginFolder.Load(configured: "none", _folder.Data, BuiltIn.Connectors));
    }

    [Fact]
    public async Task A_server_runs_what_lies_beside_its_data()
    {
        Plugin("one", "com.example:one:1", library: "first");
        using var server = await TestServer.StartAsync(_folder.Data, Cancellation);

        await server.Cluster.DeployAsync([("plugged.bpmn", Encoding.UTF8.GetBytes(Diagrams.Work("plugged", "com.example:one:1")))], Cancellation);
        var ended = await server.Cluster.CreateInstanceAsync(
            new() { ProcessDefinitionId = "plugged", AwaitCompletion = true, RequestTimeout = 60_000 }, Cancellation);

        Assert.Equal("plugged", ended.ProcessDefinitionId);
    }

    [Fact]
    public async Task A_server_does_not_start_with_one_that_cannot_be_used()
    {
        Directory.CreateDirectory(Path.Combine(Plugins, "empty"));
        using var server = new RunningProgram("Server", ["--address", "http://127.0.0.1:0", "--data", _folder.Data]);

        Assert.Equal(1, await server.WaitAsync(Cancellation));
        Assert.Contains("CONNECTOR_PLUGIN_UNUSABLE", server.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Data));
    }

    private IReadOnlyList<Type> Load() => PluginFolder.Load(Plugins, _folder.Data, BuiltIn.Connectors);

    private static async Task<string?> SayAsync(Type connector)
    {
        using var harness = new ConnectorHarness(connector);
        return (await harness.RunAsync("{}", cancellation: Cancellation)).Output.GetString();
    }

    private string Plugin(string folder, string jobType, string library, string? sdk = null)
    {
        var space = folder.Split('-')[^1] is var word ? char.ToUpperInvariant(word[0]) + word[1..] : "";
        var words = Compiler.Compile(
            Path.Combine(Plugins, folder, "Acme.Library.dll"),
            $$"""
            [assembly: System.Reflection.AssemblyVersion("{{(library is "first" ? "1.0.0.0" : "2.0.0.0")}}")]
            namespace Acme;
            public static class Library
            {
                public static string Word => "{{library}}";
            }
            """);
        return Compiler.Compile(
            Path.Combine(Plugins, folder, $"Example.{space}.dll"),
            $$"""
            using Fairlead.Connectors.Sdk;

            namespace {{space}};

            public sealed record Nothing;

            [Connector("{{jobType}}", Name = "Words", Description = "Says a word.")]
            public sealed class Words : IOutboundConnector<Nothing, string>
            {
                public Task<string> ExecuteAsync(Nothing input, OutboundCall call, CancellationToken cancellation) =>
                    Task.FromResult(Acme.Library.Word);
            }
            """,
            sdk is null ? [words] : [words, sdk]);
    }

    /// <summary>As much of an SDK to come as a connector needs to be compiled.</summary>
    private string NewerSdk() => Compiler.Compile(
        Path.Combine(_folder.Path, "newer", "Fairlead.Connectors.Sdk.dll"),
        """
        [assembly: System.Reflection.AssemblyVersion("99.0.0.0")]
        namespace Fairlead.Connectors.Sdk;

        public sealed class ConnectorAttribute(string jobType) : Attribute
        {
            public string JobType => jobType;
            public required string Name { get; init; }
            public required string Description { get; init; }
        }

        public abstract class OutboundCall;

        public interface IOutboundConnector<in TInput, TOutput>
        {
            Task<TOutput> ExecuteAsync(TInput input, OutboundCall call, CancellationToken cancellation);
        }
        """);
}
