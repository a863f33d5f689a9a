using System.Net.Sockets;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbound.Running;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>Asks the source of one running connector: settings, ways to the outside, and what an exception means.</summary>
internal sealed class PollAsking(
    Pollers pollers, InboundStart start, InboundSettings settings, PollBinding binding, Redactor redactor)
{
    /// <param name="instance">What a waiting instance sees; null for nobody's.</param>
    /// <param name="cursor">What settings read as <c>cursor</c>.</param>
    /// <exception cref="ConnectorException">The settings cannot be made; the message is clean of secrets.</exception>
    public PollQuestion QuestionOf(InboundElement element, FeelContext? instance, JsonElement? cursor)
    {
        var below = instance is null ? start.Variables : new Seen(instance, start.Variables);
        var seen = new LaidOver("cursor", () => ValueOf(cursor), below);
        return Clean(() => PollQuestion.Of(
            settings.Read(element, prefix: "", binding.Functions, start.Secrets, seen, PollingInbound.Refused)));
    }

    /// <exception cref="ConnectorException">The settings cannot work; the message is clean of secrets.</exception>
    public BoundPoll Bind(PollQuestion question) => Clean(() => binding.Bind(question.Settings));

    /// <param name="deliver">
    /// Hands the events of the answer over and says what became of each, null for one that nobody took. What it throws is let through.
    /// </param>
    public async Task<PollOutcome> AskAsync(
        InboundSession session,
        BoundPoll bound,
        JsonElement? cursor,
        string? validator,
        Func<PollAnswer, Task<PollTaken>> deliver,
        CancellationToken cancellation)
    {
        using var connections = new CallConnections(pollers.Governor, pollers.Share, pollers.Runs.Time);
        var own = new Redactor();
        if (start.Secrets is { } secrets)
            own.Add(secrets.Values);
        var poll = new PollInProgress(session.WaysThrough(connections, own), cursor, validator, session.Log);
        var asked = await TryAsync(own, () => bound.PollAsync(poll, cancellation), cancellation);
        if (asked.Answer is not { } answer)
            return asked;

        await using var receipt = answer.Receipt;
        var taken = await deliver(answer);
        var isToGoOn = answer.HasMore && (taken.HasMoved || taken.Deliveries.Any(delivery => delivery is not (null or Delivery.Refused)));
        if (receipt is null)
            return asked with { GoesOn = isToGoOn };
        return await TryAsync(
            own,
            async () =>
            {
                await receipt.SettleAsync(taken.Deliveries, cancellation);
                return answer;
            },
            cancellation) with { GoesOn = isToGoOn };
    }

    private static async Task<PollOutcome> TryAsync(Redactor own, Func<Task<PollAnswer>> ask, CancellationToken cancellation)
    {
        try
        {
            return new PollOutcome(await ask(), null, null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (CallParkedException full)
        {
            return new PollOutcome(null, null, full.Pause);
        }
        catch (ConnectorException refused)
        {
            return new PollOutcome(null, own.Clean(refused.Message), refused.Retry.Delay);
        }
        catch (Exception unreachable) when (IsOfTheNetwork(unreachable))
        {
            return new PollOutcome(null, own.Clean($"The source cannot be reached: {unreachable.Message}"), null);
        }
        catch (Exception defect)
        {
            // One connector's defect is its own; its text may hold settings, so it is not shown.
            var reason = $"The connector failed with {defect.GetType().Name}; this is a defect of the connector. [CONNECTOR_DEFECT]";
            return new PollOutcome(null, reason, null);
        }
    }

    private static bool IsOfTheNetwork(Exception failure) =>
        failure is SocketException or IOException or HttpRequestException or TimeoutException or OperationCanceledException;

    private static FeelValue ValueOf(JsonElement? cursor) =>
        cursor is { } value ? FeelValue.FromJson(JsonSerializer.SerializeToUtf8Bytes(value)) : FeelValue.Null;

    private T Clean<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ConnectorException unfit)
        {
            throw new ConnectorException(unfit.Code, redactor.Clean(unfit.Message));
        }
    }

    private sealed class Seen(FeelContext instance, IFeelVariables below) : IFeelVariables
    {
        public bool TryGet(string name, out FeelValue value) =>
            ((IFeelVariables)instance).TryGet(name, out value) || below.TryGet(name, out value);
    }
}

/// <summary>What came of a question.</summary>
/// <param name="Answer">Null when there was none.</param>
/// <param name="Failure">Why there was none; null as well when the connection had no room, and nothing was asked.</param>
/// <param name="NotBefore">The shortest pause until it is asked again; null for the usual one.</param>
internal sealed record PollOutcome(PollAnswer? Answer, string? Failure, TimeSpan? NotBefore)
{
    /// <summary>Whether the next question follows at once.</summary>
    public bool GoesOn { get; init; }

    /// <param name="failures">In a row, before this one.</param>
    /// <returns>In a row, with this one.</returns>
    public int Count(int failures) => this switch { { Failure: not null } => failures + 1, { Answer: not null } => 0, _ => failures };

    /// <param name="usual">As long as it would be if the source said nothing.</param>
    public TimeSpan PauseAfter(TimeSpan usual)
    {
        var wanted = NotBefore ?? Answer?.NotBefore;
        if (GoesOn && Failure is null && wanted is null)
            return TimeSpan.Zero;
        var hadNoRoom = Answer is null && Failure is null;
        return wanted is { } pause && (pause > usual || hadNoRoom) ? pause : usual;
    }
}

/// <summary>What became of an answer.</summary>
/// <param name="Deliveries">One for each event, in their order; null for one that nobody took.</param>
/// <param name="HasMoved">Whether the source is read further than before.</param>
internal sealed record PollTaken(IReadOnlyList<Delivery?> Deliveries, bool HasMoved);
