using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Which webhook is active at which path. The first process that asks for a path has it; others wait in line.</summary>
public sealed class WebhookRoutes
{
    private readonly ConcurrentDictionary<string, ImmutableArray<WebhookEndpoint>> _active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<WebhookEndpoint>> _lines = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Empty when no webhook is active there.</summary>
    internal ImmutableArray<WebhookEndpoint> Find(string path) => _active.TryGetValue(path, out var endpoints) ? endpoints : [];

    internal void Open(WebhookEndpoint endpoint)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(endpoint.Path, out var line))
                _lines[endpoint.Path] = line = [];
            line.Add(endpoint);
            Publish(endpoint.Path, line);
        }
    }

    /// <summary>Gives the place of one to another of the same process, in one step.</summary>
    internal void Replace(WebhookEndpoint old, WebhookEndpoint @new)
    {
        lock (_gate)
        {
            var line = _lines[old.Path];
            line[line.IndexOf(old)] = @new;
            Publish(old.Path, line);
        }
    }

    internal void Close(WebhookEndpoint endpoint)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(endpoint.Path, out var line) || !line.Remove(endpoint))
                return;

            if (line.Count is 0)
                _lines.Remove(endpoint.Path);
            Publish(endpoint.Path, line);
        }
    }

    /// <summary>The one that has the path instead; null when the endpoint is active.</summary>
    internal WebhookEndpoint? FindRival(WebhookEndpoint endpoint) =>
        Find(endpoint.Path) is [var active, ..] && active.Owner != endpoint.Owner ? active : null;

    // Newest version first, so that it is asked first.
    private void Publish(string path, List<WebhookEndpoint> line)
    {
        if (line.Count is 0)
            _active.TryRemove(path, out _);
        else
            _active[path] = [.. line
                .Where(endpoint => endpoint.Owner == line[0].Owner)
                .OrderByDescending(endpoint => endpoint.Group.Elements[0].Definition.Version)];
    }
}
