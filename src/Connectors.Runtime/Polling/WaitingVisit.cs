using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>
/// An instance that waits at an element, and what was asked for it so far. Forgotten with this process: then it is asked anew.
/// </summary>
internal sealed class WaitingVisit
{
    public WaitingVisit(InboundElement element, WaitingElement found)
    {
        (Element, Key, Variables) = (element, found.Key, found.Variables);
        Context = ContextOf(found.Variables);
        AwaitedKey = element.AwaitedKey is { } expression ? TextOf(expression.Evaluate(Context).Value) : null;
    }

    /// <summary>At which version it waits.</summary>
    public InboundElement Element { get; set; }

    public ElementInstanceKey Key { get; }

    public ReadOnlyMemory<byte> Variables { get; private set; }

    public FeelContext Context { get; private set; }

    /// <summary>
    /// The correlation key that it waits for, by what it saw when it was found: later changes do not matter to whom waits already. Null
    /// when that cannot be told.
    /// </summary>
    public string? AwaitedKey { get; }

    /// <summary>One event for each visit, whatever is asked how often.</summary>
    public string MessageId => $"{Element.ElementId}{Key.Value}";

    public JsonElement? Cursor { get; set; }

    /// <summary>Whether it was offered the answer that the validator of its question is about.</summary>
    public bool HasSeen { get; set; }

    /// <summary>Whether the cluster refused what was offered last.</summary>
    public bool WasRefused { get; set; }

    /// <summary>Whether it has had its event.</summary>
    public bool IsDone { get; set; }

    /// <summary>Who asks for it; null when nobody can.</summary>
    public WaitingQuestion? Question { get; set; }

    /// <returns>Whether something changed.</returns>
    public bool See(ReadOnlyMemory<byte> variables)
    {
        if (variables.Span.SequenceEqual(Variables.Span))
            return false;
        (Variables, Context) = (variables, ContextOf(variables));
        return true;
    }

    public static string? TextOf(FeelValue value)
    {
        if (value.IsNull)
            return null;
        return value.TryGetString(out var text) ? text : Encoding.UTF8.GetString(value.ToJson());
    }

    private static FeelContext ContextOf(ReadOnlyMemory<byte> variables) =>
        FeelValue.FromJson(variables).TryGetContext(out var context) ? context : FeelContext.Empty;
}

/// <summary>One question for all visits whose settings are equal.</summary>
internal sealed class WaitingQuestion(string key, BoundPoll bound)
{
    public string Key => key;

    public BoundPoll Bound => bound;

    public HashSet<WaitingVisit> Visits { get; } = [];

    public PollTurn? Turn { get; set; }

    public string? Validator { get; set; }

    /// <summary>Whether it is about to be asked, for all who are there by then.</summary>
    public bool IsDue { get; set; }

    public int Failures { get; set; }
}
