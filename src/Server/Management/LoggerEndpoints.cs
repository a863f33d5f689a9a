using Fairlead.Server.Http;
using Fairlead.Server.Telemetry;

namespace Fairlead.Server.Management;

/// <summary>The levels of the loggers, which can be changed while the process runs, as the original's actuator does it.</summary>
internal sealed class LoggerEndpoints(LoggerLevels levels, ILoggerFactory loggers)
{
    private const string Root = "ROOT";
    private const string Name = "name";

    private static readonly (string Word, LogLevel Level)[] Words =
    [
        ("OFF", LogLevel.None),
        ("ERROR", LogLevel.Error),
        ("WARN", LogLevel.Warning),
        ("INFO", LogLevel.Information),
        ("DEBUG", LogLevel.Debug),
        ("TRACE", LogLevel.Trace),
    ];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/actuator/loggers", ListAsync);
        app.MapGet($"/actuator/loggers/{{{Name}}}", GetAsync);
        app.MapPost($"/actuator/loggers/{{{Name}}}", ChangeAsync);
    }

    private Task ListAsync(HttpContext http) => JsonBody.WriteAsync(
        http,
        new LoggersView(
            [.. Words.Select(word => word.Word)],
            levels.Names.Prepend(Root).ToDictionary(name => name, View)),
        ManagementJson.Readable.LoggersView);

    private Task GetAsync(HttpContext http) => JsonBody.WriteAsync(http, View(NameOf(http)), ManagementJson.Readable.LoggerView);

    private async Task ChangeAsync(HttpContext http)
    {
        var name = NameOf(http);
        var wanted = (await JsonBody.ReadAsync(http, ManagementJson.Default.LoggerChange)).ConfiguredLevel;
        var word = Words.FirstOrDefault(word => string.Equals(word.Word, wanted, StringComparison.OrdinalIgnoreCase));
        if (wanted is not null && word.Word is null)
        {
            throw RequestRefusal.OfHttp(
                StatusCodes.Status400BadRequest,
                $"Expected configuredLevel to be one of {string.Join(", ", Words.Select(known => known.Word))} or null, but got '{wanted}'.");
        }

        levels.Set(name is Root ? "" : name, wanted is null ? null : word.Level);
        JsonBody.WriteNothing(http);
    }

    private LoggerView View(string name) => new(
        levels.Find(name is Root ? "" : name) is { } level ? Word(level) : null, Word(Effective(loggers.CreateLogger(name is Root ? "Fairlead" : name))));

    private static LogLevel Effective(ILogger logger)
    {
        for (var level = LogLevel.Trace; level < LogLevel.None; level++)
        {
            if (logger.IsEnabled(level))
                return level;
        }

        return LogLevel.None;
    }

    private static string Word(LogLevel level) => level is LogLevel.Critical ? "ERROR" : Words.First(word => word.Level == level).Word;

    private static string NameOf(HttpContext http) => (string)http.Request.RouteValues[Name]!;
}
