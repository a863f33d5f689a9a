using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>A channel on which the broker answers each message. One at a time.</summary>
/// <remarks>The library can keep count itself, but then writes a header of its own into each message.</remarks>
internal sealed class ConfirmedChannel : IDisposable
{
    private static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    private readonly IChannel _channel;
    private volatile TaskCompletionSource<Confirmation>? _answer;
    private volatile BasicReturnEventArgs? _returned;

    private ConfirmedChannel(IChannel channel)
    {
        _channel = channel;
        // A message that comes back is announced before it is confirmed.
        channel.BasicReturnAsync += (_, returned) => Do(() => _returned = returned);
        channel.BasicAcksAsync += (_, _) => Do(() => _answer?.TrySetResult(
            _returned is { } returned ? new Confirmation.Returned(returned.ReplyCode, returned.ReplyText) : new Confirmation.Taken()));
        channel.BasicNacksAsync += (_, _) => Do(() => _answer?.TrySetResult(new Confirmation.NotTaken()));
        channel.ChannelShutdownAsync += (_, reason) => Do(() => _answer?.TrySetException(new AlreadyClosedException(reason)));
    }

    public bool IsOpen => _channel.IsOpen;

    public static async Task<ConfirmedChannel> OpenAsync(IConnection connection, CancellationToken cancellation) =>
        new(await connection.CreateChannelAsync(Confirmed, cancellation));

    /// <exception cref="OperationInterruptedException">The broker closed the channel instead, or the connection is gone.</exception>
    public async Task<Confirmation> PublishAsync(
        string exchange, string routingKey, bool mandatory, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<Confirmation>(TaskCreationOptions.RunContinuationsAsynchronously);
        (_returned, _answer) = (null, answer);
        await _channel.BasicPublishAsync(exchange, routingKey, mandatory, properties, body, cancellation);
        return await answer.Task.WaitAsync(cancellation);
    }

    public void Dispose() => _channel.Dispose();

    private static Task Do(Action what)
    {
        what();
        return Task.CompletedTask;
    }
}

/// <summary>What the broker said about a message.</summary>
internal abstract record Confirmation
{
    private Confirmation() { }

    /// <summary>It has it.</summary>
    public sealed record Taken : Confirmation;

    /// <summary>No queue gets it.</summary>
    public sealed record Returned(ushort Code, string Text) : Confirmation;

    /// <summary>A queue did not take it.</summary>
    public sealed record NotTaken : Confirmation;
}
