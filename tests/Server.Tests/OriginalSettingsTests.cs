using System.Text.Json;
using Fairlead.Server.Starting;
using Fairlead.Server.Starting.Original;
using Fairlead.Server.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Fairlead.Server.Tests;

/// <summary>Settings under the names of the original: they do what they say, or it is said that they do not.</summary>
public sealed class OriginalSettingsTests
{
    private const string Rest = "io.camunda:http-json:1";
    private const string Marker = "<!-- the table is written by OriginalSettingsTests -->";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("camunda.connector.polling.interval", "2500", "Inbound:Interval=00:00:02.5000000")]
    [InlineData("CAMUNDA_CONNECTOR_POLLING_INTERVAL", "PT10S", "Inbound:Interval=00:00:10")]
    [InlineData("camunda:connector:inbound:message:ttl", "2h", "Inbound:MessageTimeToLive=02:00:00")]
    [InlineData("CAMUNDA_CONNECTOR_INBOUND_LOG_SIZE", "7", "Inbound:ActivitiesAtMost=7")]
    [InlineData("camunda.connector.webhook.enabled", "false", "Connectors:RunsWebhooks=false")]
    [InlineData("CAMUNDA_CONNECTOR_SECRETPROVIDER_ENVIRONMENT_PREFIX", "MY_", "Secrets:Prefix=MY_")]
    [InlineData("CAMUNDA_CONNECTOR_VALIDATION_HOSTS_UNSAFEALLOWLOOPBACK", "true", "Network:AllowLoopback=true")]
    [InlineData("CAMUNDA_CONNECTOR_VALIDATION_HOSTS_UNSAFE_ALLOW_PRIVATE_RANGES", "true", "Network:AllowPrivate=true")]
    [InlineData("camunda.connector.validation.hosts.deny-ranges", "10.1.0.0/16, 10.2.0.0/16", "Network:DenyRanges:original-0000=10.1.0.0/16", "Network:DenyRanges:original-0001=10.2.0.0/16")]
    [InlineData("CONNECTOR_OUTBOUND_DISABLED", "a:1,b:1", "Connectors:Disabled:original-0000=a:1", "Connectors:Disabled:original-0001=b:1")]
    [InlineData("CONNECTOR_OUTBOUND_ENABLED", "a:1", "Connectors:OutboundEnabled:original-0000=a:1")]
    [InlineData("CONNECTOR_OUTBOUND_DISCOVERY_DISABLED", "", "Connectors:RunsOutbound=false")]
    [InlineData("CAMUNDA_CLIENT_WORKER_DEFAULTS_TENANTIDS", "north,south", "Connectors:TenantIds:original-0000=north", "Connectors:TenantIds:original-0001=south")]
    [InlineData("camunda.client.worker.defaults.tenant-ids[0]", "north", "Connectors:TenantIds:original-0000=north")]
    [InlineData("CAMUNDA_CLIENT_WORKER_DEFAULTS_MAXJOBSACTIVE", "33", "Connectors:JobsAtMost=33")]
    [InlineData("CONNECTOR_HTTP_JSON_TIMEOUT", "90000", "Connectors:Types:original-iocamundahttpjson1:Timeout=00:01:30", $"Connectors:Types:original-iocamundahttpjson1:Type={Rest}")]
    [InlineData($"camunda.client.worker.override.[{Rest}].max-jobs-active", "4", "Connectors:Types:original-iocamundahttpjson1:JobsAtMost=4", $"Connectors:Types:original-iocamundahttpjson1:Type={Rest}")]
    [InlineData("CAMUNDA_CLIENT_WORKER_OVERRIDE_IOCAMUNDAHTTPJSON1_MAX_JOBS_ACTIVE", "4", "Connectors:Types:original-iocamundahttpjson1:JobsAtMost=4", $"Connectors:Types:original-iocamundahttpjson1:Type={Rest}")]
    [InlineData($"camunda:client:worker:override:{Rest}:enabled", "false", $"Connectors:Disabled:original-0000={Rest}")]
    [InlineData("CONNECTORS_LOG_APPENDER", "stackdriver", "Logging:Format=json")]
    [InlineData("CAMUNDA_CLIENT_RESTADDRESS", "http://camunda:8080", "Cluster:Address=http://camunda:8080")]
    [InlineData("CAMUNDA_CONNECTOR_HOSTNAME", "east-1", "Server:RuntimeName=east-1")]
    [InlineData("CONNECTOR_HTTPS_PROXY_HOST", "proxy.corp", "Proxy:Https:Host=proxy.corp")]
    [InlineData("CONNECTOR_HTTP_PROXY_PORT", "3128", "Proxy:Http:Port=3128")]
    [InlineData("CONNECTOR_HTTPS_PLAIN_PROXY_PASSWORD", "p|w,d", "Proxy:Https:Password=p|w,d")]
    [InlineData("CONNECTOR_HTTP_NON_PROXY_HOSTS", "localhost|*.corp", "Proxy:NotFor:original-0000=localhost", "Proxy:NotFor:original-0001=*.corp")]
    public void A_name_of_the_original_stands_for_ours(string name, string value, params string[] ours)
    {
        var settings = Read((name, value));

        Assert.Equal(ours, settings.Settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Empty(settings.Remarks);
    }

    [Fact]
    public void What_is_said_of_a_connector_holds_for_the_type_that_it_serves()
    {
        var settings = Read(("CONNECTOR_HTTP_JSON_TIMEOUT", "1000"), ("CONNECTOR_HTTP_JSON_TYPE", "mine:1")).Settings;

        Assert.Equal("mine:1", settings["Connectors:Types:original-iocamundahttpjson1:Type"]);
        Assert.Equal(("mine:1", Rest, "true"), (
            settings["Connectors:Aliases:original-iocamundahttpjson1:JobType"],
            settings["Connectors:Aliases:original-iocamundahttpjson1:ServedBy"],
            settings["Connectors:Aliases:original-iocamundahttpjson1:Instead"]));
    }

    [Theory]
    [InlineData("CAMUNDA_CONNECTOR_POLING_INTERVAL", "is not known here: docs/settings.md")]
    [InlineData("camunda.client.something.new", "is not known here")]
    [InlineData("CAMUNDA_CLIENT_MODE", "Cluster:Address says where the cluster is")]
    [InlineData("CAMUNDA_CLIENT_AUTH_CLIENTSECRET", "Cluster:TokenFile")]
    [InlineData("camunda.clients.europe.rest-address", "one server is one cluster")]
    [InlineData("CONNECTOR_NOBODY_TIMEOUT", "no connector NOBODY here. There are: ")]
    [InlineData("CONNECTOR_NOBODY_TIMEOUT", "HTTP_JSON")]
    [InlineData("CONNECTOR_NOBODY_FUNCTION", "Java")]
    [InlineData("camunda.client.worker.override.[io.camunda:nobody:1].timeout", "no connector here serves the type io.camunda:nobody:1")]
    [InlineData("camunda.client.worker.override.[io.camunda:http-json:1].auto-complete", "need no worker settings")]
    public void What_has_no_effect_is_said_without_its_value(string name, string says)
    {
        var settings = Read((name, "s3cr3t"));

        Assert.Empty(settings.Settings);
        var remark = Assert.Single(settings.Remarks);
        Assert.Contains(name, remark, StringComparison.Ordinal);
        Assert.Contains(says, remark, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", remark, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connectors:JobsAtMost")]
    [InlineData("Network:AllowHosts:0")]
    [InlineData("SECRET_CONNECTOR_X")]
    [InlineData("CAMUNDA_OTHER")]
    [InlineData("ConnectorsXyz")]
    public void What_is_of_no_family_is_no_business_of_it(string name) => Assert.Empty(Read((name, "x")).Remarks);

    [Fact]
    public void Ours_win_and_that_is_said()
    {
        var settings = Read(
            ("CAMUNDA_CONNECTOR_POLLING_INTERVAL", "1s"), ("Inbound:Interval", "00:00:09"),
            ("CONNECTOR_OUTBOUND_DISABLED", "a:1"), ("Connectors:Disabled:0", "b:1"));

        Assert.Empty(settings.Settings);
        Assert.Equal(["Connectors:Disabled says otherwise", "Inbound:Interval says otherwise"], settings.Remarks.Select(remark => remark.Split(": ")[1].TrimEnd('.')).Order());
    }

    [Theory]
    [InlineData("camunda.connector.polling.interval", "soon", "a duration")]
    [InlineData("camunda.connector.webhook.enabled", "maybe", "true or false")]
    [InlineData("CONNECTOR_HTTP_JSON_TIMEOUT", "soon", "a duration")]
    [InlineData("CAMUNDA_CONNECTOR_HTTP_BLOCK_URL_METADATA", "http://10.0.0.1", "Network:DenyHosts")]
    public void What_cannot_be_read_or_must_not_be_passed_over_ends_the_start(string name, string value, string says)
    {
        var refusal = Assert.Throws<StartException>(() => Read((name, value)));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("CONFIGURATION_INVALID", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_takes_them_from_the_environment_and_warns_of_the_others()
    {
        using var folder = new TestFolder();
        var address = $"http://127.0.0.1:{TestServer.FindFreePort()}";
        using var program = new RunningProgram(
            "Server",
            ["--data", folder.Data, "--address", address],
            environment: new Dictionary<string, string>
            {
                ["CONNECTOR_HTTP_JSON_TYPE"] = "mine:1",
                ["CONNECTOR_HTTP_JSON_TIMEOUT"] = "90000",
                ["CAMUNDA_CONNECTOR_WEBHOOK_ENABLED"] = "false",
                ["CAMUNDA_CLIENT_MODE"] = "self-managed",
            });
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        await Eventually.GetAsync(() => Task.FromResult(program.Output), output => output.Contains("runs at", StringComparison.Ordinal), Cancellation);

        var listed = JsonElement.Parse(await http.GetStringAsync("/outbound", Cancellation)).EnumerateArray()
            .Select(connector => $"{connector.GetProperty("type").GetString()} {connector.GetProperty("enabled").GetBoolean()} {connector.GetProperty("timeout").GetInt64()}");
        Assert.Equal([$"{Rest} False 300000", "mine:1 True 90000"], listed.Where(line => line.StartsWith(Rest, StringComparison.Ordinal) || line.Contains("mine", StringComparison.Ordinal)));
        Assert.Contains("CAMUNDA_CLIENT_MODE has no effect here", program.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("CAMUNDA_CONNECTOR_WEBHOOK_ENABLED", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_name_is_on_its_page_and_no_two_are_the_same()
    {
        var page = Path.Combine(Programs.Root, "docs", "settings.md");
        var text = File.ReadAllText(page).ReplaceLineEndings("\n");
        var head = text[..(text.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)];
        var whole = $"{head}\n\n| Original | Here |\n|---|---|\n{string.Concat(OriginalNames.All.Select(Row))}";
        if (Environment.GetEnvironmentVariable("SNAPSHOT") is "update")
            File.WriteAllText(page, whole);

        Assert.Equal(whole, File.ReadAllText(page).ReplaceLineEndings("\n"));
        Assert.Distinct(OriginalNames.All.Select(name => name.Name));
    }

    private static string Row(OriginalName name) => $"| `{name.Shown}` | {name switch
    {
        OriginalName.Setting setting => $"`{setting.Key}`",
        OriginalName.List list => $"`{list.Key}`",
        OriginalName.OfType type => type.Says,
        OriginalName.Nothing nothing => $"not applicable: {nothing.Because}",
        OriginalName.Refused refused => $"ends the start. {refused.Instead}",
        _ => throw new System.Diagnostics.UnreachableException(),
    }} |\n";

    private static OriginalSettings Read(params (string Name, string Value)[] settings) => OriginalSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))).Build(),
        OriginalConnectors.Of(Fairlead.Connectors.BuiltIn.Connectors));
}
