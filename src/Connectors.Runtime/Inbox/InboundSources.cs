using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>Finds the elements that an event is offered to, as they are deployed now, whether their connector runs or not.</summary>
public sealed class InboundSources(InboundRegistry registry, InboundSecrets secrets)
{
    public const string Gone = "INBOX_TRIGGER_GONE";
    public const string Unfilled = "INBOX_SECRET_MISSING";

    /// <summary>
    /// Those that share the source of a trigger. Where its element is not there any more, those of the same type in its process: a new version
    /// may call it by another name.
    /// </summary>
    internal async Task<InboundOffer> OfAsync(string tenantId, InboundTrigger trigger, CancellationToken cancellation)
    {
        var ofProcess = registry.Groups
            .Where(group => group.TenantId == tenantId && group.ProcessId == trigger.ProcessId && group.Type == trigger.Type)
            .ToList();
        var named = ofProcess.Where(group => group.Elements.Any(element => element.ElementId == trigger.ElementId)).ToList();
        if (named.Count is 0)
            named = ofProcess;
        // One address may be that of several groups.
        var paths = named.Select(PathOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var groups = ofProcess.Where(group => named.Contains(group) || (PathOf(group) is { } path && paths.Contains(path))).ToList();
        return groups.Count is 0
            ? new InboundOffer([], new Redactor())
            {
                Problem = $"Nothing deployed takes events of {trigger.Type} for element {trigger.ElementId} of process {trigger.ProcessId} any "
                    + "more: deploy a version that does, or discard the event.",
                Code = Gone,
            }
            : await OfferAsync(groups, cancellation);
    }

    /// <summary>Those of one process that share an address, of each process that asks for it.</summary>
    /// <param name="tenantId">Null for all.</param>
    internal async Task<IReadOnlyList<(IReadOnlyList<InboundGroup> Groups, InboundOffer Offer)>> AtPathAsync(
        string? tenantId, string path, CancellationToken cancellation)
    {
        var found = new List<(IReadOnlyList<InboundGroup>, InboundOffer)>();
        foreach (var owner in registry.Groups
            .Where(group => PathOf(group) == path && (tenantId is null || group.TenantId == tenantId))
            .GroupBy(group => (group.TenantId, group.ProcessId)))
        {
            List<InboundGroup> groups = [.. owner];
            found.Add((groups, await OfferAsync(groups, cancellation)));
        }

        return found;
    }

    internal async Task<InboundOffer> OfferAsync(IReadOnlyList<InboundGroup> groups, CancellationToken cancellation)
    {
        var elements = new List<InboundElement>();
        var redactor = new Redactor();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var isAway = false;
        foreach (var group in groups)
        {
            var lookup = await secrets.LookUpAsync(group, cancellation);
            if (lookup is not null)
            {
                redactor.Add(lookup.Values);
                missing.UnionWith(lookup.Missing);
                missing.UnionWith(lookup.Failed.Keys);
                isAway |= lookup.Failed.Count > 0;
            }

            elements.AddRange(InboundSecrets.Fill(group, lookup).Elements);
        }

        var offer = new InboundOffer(
            [.. elements
                .OrderByDescending(element => element.Definition.Version)
                .ThenBy(element => element.ElementId, StringComparer.Ordinal)],
            redactor);
        if (groups.Select(group => group.Problem).OfType<string>().FirstOrDefault() is { } invalid)
            return offer with { Problem = invalid, Code = InboundGroup.Invalid };
        return missing.Count is 0 ? offer : offer with
        {
            Problem = $"Expressions of the connector need secrets that {(isAway ? "cannot be looked up now" : "have no value")}: "
                + $"{string.Join(", ", missing)}.",
            Code = Unfilled,
            IsAway = isAway,
        };
    }

    private static string? PathOf(InboundGroup group) => group.Elements[0].Property(InboundProperty.Context)?.Trim().Trim('/');
}

/// <summary>Elements that an event is offered to.</summary>
/// <param name="Elements">Newest version first.</param>
/// <param name="Redactor">Knows the secrets in their expressions.</param>
internal sealed record InboundOffer(IReadOnlyList<InboundElement> Elements, Redactor Redactor)
{
    /// <summary>Why they can take nothing; null when they can.</summary>
    public string? Problem { get; init; }

    /// <summary>Of the problem; empty when there is none.</summary>
    public string Code { get; init; } = "";

    /// <summary>The problem goes away by itself.</summary>
    public bool IsAway { get; init; }
}
