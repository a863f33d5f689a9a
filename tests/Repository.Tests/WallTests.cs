namespace Fairlead.Repository.Tests;

/// <summary>The walls between projects, as one table. A new reference is a decision: it changes this file.</summary>
public sealed class WallTests
{
    private static readonly Dictionary<string, Wall> Allowed = new(StringComparer.Ordinal)
    {
        ["Bpmn"] = new([], []),
        ["Broker"] = new(
            ["Connectors.Runtime", "Connectors.Sdk", "Engine", "Protocol"],
            ["Microsoft.Data.Sqlite", "RocksDB", "System.IO.Hashing", "ZstdSharp.Port"]),
        ["Cli"] = new(["Bpmn", "Feel", "Protocol"], ["Spectre.Console", "System.CommandLine"]),
        ["Connectors"] = new(["Connectors.Sdk"], ["Cronos", "System.Security.Cryptography.Pkcs", "System.Security.Cryptography.Xml"]),
        ["Connectors.Email"] = new(["Connectors.Sdk"], ["MailKit"]),
        ["Connectors.Kafka"] = new(["Connectors.Sdk"], ["Apache.Avro", "Confluent.Kafka"]),
        ["Connectors.Mqtt"] = new(["Connectors.Sdk"], ["MQTTnet"]),
        ["Connectors.RabbitMq"] = new(["Connectors.Sdk"], ["RabbitMQ.Client"]),
        ["Connectors.Sql"] = new(["Connectors.Sdk"], ["Microsoft.Data.Sqlite", "Microsoft.Data.SqlClient", "MySqlConnector", "Npgsql"]),
        ["Connectors.Runtime"] = new(["Bpmn", "Connectors.Sdk", "Feel", "Protocol"], ["Polly.Core"]),
        ["Connectors.Sdk"] = new(["Feel"], []),
        ["Connectors.Templates"] = new(["Connectors.Sdk", "Templates"], []),
        ["Dmn"] = new(["Feel"], []),
        ["Engine"] = new(["Bpmn", "Dmn", "Feel"], []),
        ["Feel"] = new([], ["NodaTime"]),
        ["Protocol"] = new([], []),
        ["Server"] = new(
            [
                "Broker", "Connectors", "Connectors.Email", "Connectors.Kafka", "Connectors.Mqtt", "Connectors.RabbitMq", "Connectors.Runtime",
                "Connectors.Sdk", "Connectors.Sql", "Feel", "Protocol",
            ],
            ["OpenTelemetry.Exporter.OpenTelemetryProtocol"]),
        ["Templates"] = new([], []),
        ["Testing"] = new(["Broker", "Connectors.Runtime", "Connectors.Sdk", "Engine", "Feel", "Protocol"], []),
    };

    /// <summary>Chance, clocks, tasks and everything outside the process.</summary>
    private static readonly string[] Impure =
    [
        "Microsoft.", "System.Console", "System.Data.", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.IO.",
        "System.Net.", "System.Random", "System.Threading.Tasks.", "System.Threading.Thread", "System.Threading.Timer",
        "System.TimeProvider",
    ];

    private static readonly string[] Moments =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Environment.get_TickCount64", "System.TimeZoneInfo.get_Local",
    ];

    private static readonly string[] Files =
    [
        "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream",
        "System.IO.RandomAccess",
    ];

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void Every_project_has_a_line_in_the_table() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), ProjectFiles().Select(NameOf).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Projects))]
    public void A_project_file_references_only_what_the_table_allows(string project) =>
        Offenders.None(Walls.Beyond(Allowed[project], ProjectFiles().Single(file => NameOf(file) == project).Text));

    [Theory, MemberData(nameof(Projects))]
    public void An_assembly_uses_only_what_the_table_allows(string project) =>
        Offenders.None(Walls.References(Assembly(project)).Except(Allowed[project].Projects));

    [Fact]
    public void The_table_has_no_circle()
    {
        var built = new HashSet<string>(StringComparer.Ordinal);
        while (Allowed.Keys.FirstOrDefault(name => !built.Contains(name) && Allowed[name].Projects.All(built.Contains)) is { } next)
            built.Add(next);

        Offenders.None(Allowed.Keys.Except(built));
    }

    [Theory]
    [InlineData("Engine")]
    public void The_engine_uses_no_clock_no_chance_no_task_and_nothing_outside(string project)
    {
        Offenders.None(ImpureTypes(Assembly(project)));
        Offenders.None(Walls.Members(Assembly(project)).Intersect([.. Moments, "System.Guid.NewGuid"]));
    }

    [Theory]
    [InlineData("Bpmn")]
    [InlineData("Dmn")]
    [InlineData("Feel")]
    public void Languages_are_told_the_time_and_do_not_look_outside(string project)
    {
        Offenders.None(Walls.Types(Assembly(project)).Intersect(Files));
        Offenders.None(Walls.Types(Assembly(project)).Where(type => type.StartsWith("System.Net.", StringComparison.Ordinal)));
        Offenders.None(Walls.Members(Assembly(project)).Intersect(Moments));
    }

    [Fact]
    public void Clocks_and_new_ids_come_from_the_two_programs() => Offenders.None(Allowed.Keys
        .Except(["Cli", "Server"])
        .SelectMany(project => Walls.Members(Assembly(project))
            .Intersect([.. Moments, "System.Guid.NewGuid", "System.TimeProvider.get_System"])
            .Select(member => $"{project}: {member}")));

    [Fact]
    public void Only_the_broker_the_two_programs_and_what_tests_use_touch_files() => Offenders.None(Allowed.Keys
        .Except(["Broker", "Cli", "Server", "Testing"])
        .Where(project => Walls.Types(Assembly(project)).Intersect(Files).Any()));

    [Fact]
    public void Only_the_two_programs_open_configuration() => Offenders.None(Allowed.Keys
        .Except(["Cli", "Server"])
        .Where(project => Walls.Types(Assembly(project)).Any(type =>
            type.StartsWith("Microsoft.Extensions.Configuration.", StringComparison.Ordinal))));

    [Fact]
    public void A_planted_reference_is_found()
    {
        const string planted = """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <ProjectReference Include="../Engine/Engine.csproj" />
                <ProjectReference Include="..\Protocol\Protocol.csproj" />
                <PackageReference Include="RocksDB" />
              </ItemGroup>
            </Project>
            """;

        Assert.Equal(["Engine", "RocksDB"], Walls.Beyond(Allowed["Connectors.Runtime"], planted));
    }

    /// <summary>This assembly reads files and clocks, and knows the server: it is the planted case of the compiled walls.</summary>
    [Fact]
    public void A_planted_use_is_found()
    {
        var sinner = typeof(WallTests).Assembly.Location;
        Assert.NotEqual(DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow);
        Assert.NotEqual(Guid.Empty, Guid.NewGuid());
        Assert.True(typeof(Feel.FeelDialect).IsPublic);

        Assert.Contains("Feel", Walls.References(sinner));
        Assert.Contains("System.IO.File", ImpureTypes(sinner));
        Assert.Contains("System.IO.File", Walls.Types(sinner).Intersect(Files));
        Assert.Contains("System.DateTimeOffset.get_UtcNow", Walls.Members(sinner).Intersect(Moments));
        Assert.Contains("System.Guid.NewGuid", Walls.Members(sinner));
    }

    private static IEnumerable<string> ImpureTypes(string assembly) =>
        Walls.Types(assembly).Where(type => Impure.Any(start => type.StartsWith(start, StringComparison.Ordinal)));

    private static IEnumerable<TextFile> ProjectFiles() =>
        Repository.Files.Where(file => file.IsIn("src") && file.Path.EndsWith(".csproj", StringComparison.Ordinal));

    private static string NameOf(TextFile projectFile) => Path.GetFileNameWithoutExtension(projectFile.Path);

    private static string Assembly(string project) => Path.Combine(AppContext.BaseDirectory, $"Fairlead.{project}.dll");
}
