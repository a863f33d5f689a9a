using System.Globalization;

namespace Fairlead.Engine.Tests;

internal sealed partial class Scenario
{
    /// <returns>Null for other verbs.</returns>
    private Command? Inbound(string verb, Words words, string? tenant) => verb switch
    {
        "keep" => new Command.KeepInbound(
            new("hook", words.Next(), words.Next()),
            words.Flag("held"),
            words.Option("as") ?? "",
            words.Option("because") ?? "",
            words.Json())
        {
            Tenant = tenant,
            DeduplicationKey = words.Option("once"),
            MessageId = words.Option("id"),
            Place = PlaceOf(words),
            Fence = FenceOf(words),
            KeepFor = words.Time("for"),
        },
        "edit" => new Command.EditInbound(EntryOf(words.Next()), words.Json()),
        "note" => new Command.NoteInboundFailure(EntryOf(words.Next()), words.Option("as") ?? "", words.Option("because") ?? ""),
        "discard" => new Command.DiscardInbound(EntryOf(words.Next())),
        "suspend" => new Command.SuspendTrigger(tenant, words.Next(), words.Option("element")),
        "resume" => new Command.ResumeTrigger(tenant, words.Next(), words.Option("element")),
        "lease" => new Command.AcquireLease(words.Next(), words.Next(), words.Time("for") ?? TimeSpan.FromSeconds(30)),
        "release" => new Command.ReleaseLease(FenceOf(words)!),
        "place" => new Command.MovePlace(tenant, new(words.Next(), words.Next()) { After = words.Option("after") }, FenceOf(words)),
        _ => null,
    };

    /// <summary>The outside event behind it, when the line says at which element: <c>at PROCESS/ELEMENT</c>.</summary>
    private InboundSource? SourceOf(Words words) => words.Option("at")?.Split('/') is not [var process, var element] ? null : new(new("hook", process, element))
    {
        Entry = words.Option("entry") is { } entry ? EntryOf(entry) : null,
        Place = PlaceOf(words),
        Fence = FenceOf(words),
        RememberFor = words.Time("for"),
    };

    /// <summary>The source and how far it is read, perhaps behind which place: <c>place s:7 after 6</c>.</summary>
    private static SourcePlace? PlaceOf(Words words) =>
        words.Option("place")?.Split(':') is [var name, var value] ? new(name, value) { After = words.Option("after") } : null;

    /// <summary>The lease that was taken last, or at the number of the time behind the colon: <c>under l:2</c>.</summary>
    private Fence? FenceOf(Words words)
    {
        if (words.Option("under")?.Split(':') is not { } parts) return null;
        var taken = _engine.Events.OfType<Event.LeaseTaken>().Where(e => e.Name == parts[0]).ToList();
        return new(parts[0], taken[parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) - 1 : ^1].Token);
    }

    /// <summary>By the number in order of arrival.</summary>
    private InboxKey EntryOf(string number) =>
        _engine.Events.OfType<Event.InboundKept>().ElementAt(int.Parse(number, CultureInfo.InvariantCulture) - 1).Key;
}
