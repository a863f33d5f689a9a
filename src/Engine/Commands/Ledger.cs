using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>Remembers the answers to outside events, so that a repetition gets the first answer and has no effect.</summary>
internal static class Ledger
{
    public static LedgerEntry? Find(Execution x, string? deduplicationKey) =>
        deduplicationKey is null ? null : x.State.Ledger(deduplicationKey);

    public static void Accept(Execution x, string? deduplicationKey, long answerKey, long answerInstance, DefinitionKey? definition = null)
    {
        if (deduplicationKey is null) return;
        x.Emit(new Event.InboundAccepted(deduplicationKey, answerKey, answerInstance, x.Now + x.Options.LedgerRetention, definition));
    }
}
