using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Fairlead.Server.Telemetry;

/// <summary>The loggers of this process and the levels that somebody gave them while it runs. A restart forgets those.</summary>
/// <remarks>A provider, because that is who is told of every logger; it writes nothing.</remarks>
internal sealed class LoggerLevels : ILoggerProvider, IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    private readonly ConcurrentDictionary<string, byte> _names = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, LogLevel> _levels = ImmutableDictionary<string, LogLevel>.Empty;
    private ConfigurationReloadToken _token = new();

    public string Name => Options.DefaultName;

    /// <summary>Of every logger that exists.</summary>
    public IReadOnlyList<string> Names => [.. _names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null when nobody gave it one.</summary>
    public LogLevel? Find(string name) => _levels.TryGetValue(name, out var level) ? level : null;

    /// <param name="name">Of a logger, or what the names of several begin with; empty for all.</param>
    /// <param name="level">Null takes it back.</param>
    public void Set(string name, LogLevel? level)
    {
        ImmutableInterlocked.Update(ref _levels, levels => level is { } wanted ? levels.SetItem(name, wanted) : levels.Remove(name));
        Interlocked.Exchange(ref _token, new ConfigurationReloadToken()).OnReload();
    }

    public void Configure(LoggerFilterOptions options)
    {
        foreach (var (name, level) in _levels)
            options.Rules.Add(new LoggerFilterRule(providerName: null, name.Length > 0 ? name : null, level, filter: null));
    }

    public IChangeToken GetChangeToken() => Volatile.Read(ref _token);

    public ILogger CreateLogger(string categoryName)
    {
        _names.TryAdd(categoryName, 0);
        return NullLogger.Instance;
    }

    public void Dispose()
    {
        // It holds nothing.
    }
}
