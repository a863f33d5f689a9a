using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

/// <summary>
/// Publishing and correlating: both bring a message to those who wait; only publishing keeps it for those who come later.
/// </summary>
internal static class MessageHandler
{
    public static Reply Handle(Execution x, Command.PublishMessage command)
    {
        if (Inbound.Refuse(x, "publish a message", command.Tenant, command.Source) is { } lost) return lost;
        if (Inbound.FindAnswer(x, command.DeduplicationKey) is { } first)
        {
            var repeated = new Reply.Published(new(first.AnswerKey), Duplicate: true);
            return Inbound.Repeat(x, command.Tenant, command.DeduplicationKey, command.Source, first, repeated);
        }

        if (Inbound.RefuseEntry(x, "publish a message", command.Tenant, command.Source) is { } done) return done;
        if (Check("publish", command.Name, command.Variables) is { } refused) return refused;
        if (IsBuffered(x, command))
        {
            return Refusal.AlreadyExists(
                $"Expected to publish message '{command.Name}' with id '{command.MessageId}', but one with that id and correlation key "
                + $"'{command.CorrelationKey}' is waiting already.");
        }

        var isKept = command.TimeToLive > TimeSpan.Zero;
        var deadline = isKept ? x.Now + command.TimeToLive : x.Now;
        var receivers = Correlation.FindReceivers(x, command.Tenant, command.Name, command.CorrelationKey);
        var message = Publish(x, command.Tenant, command.Name, command.CorrelationKey, command.MessageId, deadline, command.Variables, command.Trace);
        Correlation.Deliver(x, message, receivers);
        if (!isKept) x.Emit(new Event.MessageExpired(message.Key));
        Inbound.Accept(x, command.Tenant, command.DeduplicationKey, command.Source, message.Key.Value, answerInstance: 0);
        return new Reply.Published(message.Key, Duplicate: false);
    }

    public static Reply Handle(Execution x, Command.CorrelateMessage command)
    {
        if (Inbound.Refuse(x, "correlate a message", command.Tenant, command.Source) is { } lost) return lost;
        if (Inbound.FindAnswer(x, command.DeduplicationKey) is { } first)
        {
            var repeated = new Reply.Correlated(new(first.AnswerKey), new(first.AnswerInstance), Duplicate: true);
            return Inbound.Repeat(x, command.Tenant, command.DeduplicationKey, command.Source, first, repeated);
        }

        if (Inbound.RefuseEntry(x, "correlate a message", command.Tenant, command.Source) is { } done) return done;
        if (Check("correlate", command.Name, command.Variables) is { } refused) return refused;
        var receivers = Correlation.FindReceivers(x, command.Tenant, command.Name, command.CorrelationKey);
        if (receivers.IsEmpty)
        {
            return Refusal.NotFound(
                $"Expected to correlate message '{command.Name}' with correlation key '{command.CorrelationKey}', "
                + $"but {Refusal.Of(command.Tenant)}nothing waits for it.");
        }

        var message = Publish(x, command.Tenant, command.Name, command.CorrelationKey, messageId: "", x.Now, command.Variables, command.Trace);
        var instance = Correlation.Deliver(x, message, receivers)!.Value;
        x.Emit(new Event.MessageExpired(message.Key));
        Inbound.Accept(x, command.Tenant, command.DeduplicationKey, command.Source, message.Key.Value, instance.Value);
        return new Reply.Correlated(message.Key, instance, Duplicate: false);
    }

    private static Reply.Rejected? Check(string what, string name, ReadOnlyMemory<byte> variables)
    {
        if (string.IsNullOrWhiteSpace(name)) return Refusal.InvalidArgument($"Expected to {what} a message, but its name is blank.");
        return JsonValues.TryReadObject(variables, out _, out var problem)
            ? null
            : Refusal.Variables($"{what} message '{name}'", problem);
    }

    private static bool IsBuffered(Execution x, Command.PublishMessage command)
    {
        if (command.MessageId.Length == 0) return false;
        foreach (var message in x.State.BufferedMessages(command.Tenant, command.Name, command.CorrelationKey))
            if (message.MessageId == command.MessageId && message.Deadline > x.Now) return true;
        return false;
    }

    private static Message Publish(
        Execution x,
        string? tenant,
        string name,
        string correlationKey,
        string messageId,
        Timestamp deadline,
        ReadOnlyMemory<byte> variables,
        TraceOrigin? trace)
    {
        var key = new MessageKey(x.NewKey());
        // A copy: the caller may use his buffer again.
        x.Emit(new Event.MessagePublished(key, name, correlationKey, messageId, deadline, variables.ToArray(), tenant));
        if (trace is not null) x.Emit(new Event.MessageTraced(key, trace.Parent, trace.State));
        return x.State.Message(key)!;
    }
}
