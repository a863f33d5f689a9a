using System.Collections.Concurrent;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Which webhook is active at which path. The first process that asks for a path has it; others wait in line.</summary>
public sealed class WebhookRoutes
{
    private readonly ConcurrentDictionary<string, WebhookPath> _active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<WebhookEndpoint>> _lines = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Null when no webhook is active there.</summary>
    internal WebhookPath? Find(string path) => _active.GetValueOrDefault(path);

    /// <param name="before">Whose place in the line it takes; null for the end of the line.</param>
    internal void Open(WebhookEndpoint endpoint, WebhookEndpoint? before = null)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(endpoint.Path, out var line))
                _lines[endpoint.Path] = line = [];
            var place = before is null ? -1 : line.IndexOf(before);
            if (place >= 0)
                line[place] = endpoint;
            else
                // Behind those of its process: a new version must not lose the path to who waits.
                line.Insert(line.FindLastIndex(other => other.Owner == endpoint.Owner) is var last and >= 0 ? last + 1 : line.Count, endpoint);
            Publish(endpoint.Path, line);
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

    /// <summary>Its elements are others, perhaps of a newer version.</summary>
    internal void Refresh(WebhookEndpoint endpoint)
    {
        lock (_gate)
        {
            if (_lines.TryGetValue(endpoint.Path, out var line))
                Publish(endpoint.Path, line);
        }
    }

    /// <summary>The one that has the path instead; null when the endpoint is active.</summary>
    internal WebhookEndpoint? FindRival(WebhookEndpoint endpoint) =>
        Find(endpoint.Path)?.Endpoints is [var active, ..] && active.Owner != endpoint.Owner ? active : null;

    // Newest version first, so that it is asked first.
    private void Publish(string path, List<WebhookEndpoint> line)
    {
        if (line.Count is 0)
        {
            _active.TryRemove(path, out _);
            return;
        }

        _active.GetOrAdd(path, name => new WebhookPath(name)).Endpoints = [.. line
            .Where(endpoint => endpoint.Owner == line[0].Owner)
            .OrderByDescending(endpoint => endpoint.Group.Elements[0].Definition.Version)];
    }
}
