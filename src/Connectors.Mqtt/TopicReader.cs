using System.Globalization;
using System.Threading.Channels;

using Fairlead.Connectors.Sdk;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace Fairlead.Connectors.Mqtt;

/// <summary>A session at a broker, from its start until something ends it.</summary>
/// <remarks>
/// Messages are handed over without waiting for each, so that one may overtake another, and acknowledged in the order in which they came: at
/// most <see cref="MqttSubscription.ReceiveMaximum"/> are under way.
/// </remarks>
internal sealed class TopicReader : IAsyncDisposable
{
    private const string NothingRead = "No message is read.";

    /// <summary>Whether there was a session before: then one that the broker does not know is a loss.</summary>
    private const string SessionPart = "session";

    /// <summary>Messages of quality 0 that wait in memory: nothing else slows down who sends them.</summary>
    private const int WaitingAtMost = 10_000;

    private readonly BrokerAddress _broker;
    private readonly MqttSubscription _settings;
    private readonly Subscription _subscription;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly CancellationTokenSource _ends;
    private readonly TaskCompletionSource<ConnectorException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<MqttApplicationMessageReceivedEventArgs> _arrived =
        Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<(Task<Delivery> Delivering, MqttApplicationMessageReceivedEventArgs Message)> _underWay =
        Channel.CreateUnbounded<(Task<Delivery>, MqttApplicationMessageReceivedEventArgs)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _room;
    private Task _working = Task.CompletedTask;
    private bool _dropsRetained;
    private bool _hasDropped;
    private int _waiting;

    public TopicReader(BrokerAddress broker, MqttSubscription settings, Subscription subscription, CancellationToken cancellation)
    {
        (_broker, _settings, _subscription) = (broker, settings, subscription);
        _ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _room = new SemaphoreSlim(settings.ReceiveMaximum);
        _client.DisconnectedAsync += gone => End($"the connection was lost: {BrokerConnection.Sentence(gone)}");
        _client.ApplicationMessageReceivedAsync += ArriveAsync;
    }

    /// <exception cref="ConnectorException">The topics cannot be read.</exception>
    public async Task OpenAsync()
    {
        _dropsRetained = _settings.RetainedMessages is MqttRetained.Never;
        var options = BrokerConnection.Options(_broker).WithCleanSession(false);
        if (_broker.IsFive)
        {
            options.WithReceiveMaximum((ushort)_settings.ReceiveMaximum)
                .WithSessionExpiryInterval((uint)Math.Ceiling(_settings.SessionExpiry.TotalSeconds));
        }

        // What the session has kept comes as soon as the connection is there.
        _working = Task.WhenAll(HandOverAsync(), AcknowledgeAsync());
        var connected = await BrokerConnection.OpenAsync(
            _client,
            _broker,
            options,
            () => _subscription.CheckNetworkAsync(_broker.Host, _broker.Port, _ends.Token),
            NothingRead,
            _ends.Token);
        await TellOfSessionAsync(connected.IsSessionPresent);
        _dropsRetained |= _settings.RetainedMessages is MqttRetained.New && connected.IsSessionPresent && !_broker.IsFive;
        await SubscribeAsync();
        _subscription.ReportUp(new Dictionary<string, string>
        {
            ["broker"] = _broker.Name,
            ["clientId"] = _broker.ClientId,
            ["session"] = connected.IsSessionPresent ? "resumed" : "new",
            ["topicFilters"] = string.Join(", ", _settings.TopicFilters),
            ["qos"] = _settings.Qos.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <returns>Why it ended, other than by being told to.</returns>
    public async Task<ConnectorException> UntilEndAsync()
    {
        // The work ends by a failure only.
        if (await Task.WhenAny(_ended.Task, _working).WaitAsync(_ends.Token) == _working)
            await _working;
        return await _ended.Task.WaitAsync(_ends.Token);
    }

    public async ValueTask DisposeAsync()
    {
        // What is under way cannot be acknowledged any more: the broker gives it again to the next who takes up the session.
        await _ends.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        BrokerConnection.Leave(_client);
        _ends.Dispose();
        _room.Dispose();
    }

    private async Task TellOfSessionAsync(bool isPresent)
    {
        if (await _subscription.ReadCursorAsync(SessionPart, _ends.Token) is null)
            await _subscription.MoveCursorAsync(SessionPart, _broker.ClientId, _ends.Token);
        else if (!isPresent)
            _subscription.Log("The broker has forgotten the session: what was published since the connection was lost did not come.");
    }

    private async Task SubscribeAsync()
    {
        var wanted = new MqttClientSubscribeOptionsBuilder();
        foreach (var filter in _settings.TopicFilters)
        {
            wanted.WithTopicFilter(
                string.IsNullOrWhiteSpace(_settings.SharedGroup) ? filter : $"$share/{_settings.SharedGroup.Trim()}/{filter}",
                (MqttQualityOfServiceLevel)_settings.Qos,
                noLocal: false,
                retainAsPublished: false,
                !_broker.IsFive ? MqttRetainHandling.SendAtSubscribe : _settings.RetainedMessages switch
                {
                    MqttRetained.New => MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly,
                    MqttRetained.Always => MqttRetainHandling.SendAtSubscribe,
                    MqttRetained.Never => MqttRetainHandling.DoNotSendOnSubscribe,
                });
        }

        MqttClientSubscribeResult result;
        try
        {
            result = await _client.SubscribeAsync(wanted.Build(), _ends.Token);
        }
        catch (MqttCommunicationException lost)
        {
            throw BrokerFailure.OfConnecting(_broker, lost, NothingRead);
        }

        foreach (var item in result.Items.Where(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2))
        {
            throw BrokerFailure.OfRefusal(
                _broker, $"it does not let us subscribe to {item.TopicFilter.Topic}: {item.ResultCode}", (int)item.ResultCode, result.ReasonString, NothingRead);
        }

        foreach (var item in result.Items.Where(item => (int)item.ResultCode < _settings.Qos))
            _subscription.Log($"The broker grants quality of service {(int)item.ResultCode} for {item.TopicFilter.Topic}, and not {_settings.Qos}.");
    }

    private Task ArriveAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        message.AutoAcknowledge = false;
        if (Interlocked.Increment(ref _waiting) > WaitingAtMost && message.ApplicationMessage.QualityOfServiceLevel is 0)
        {
            Interlocked.Decrement(ref _waiting);
            if (Interlocked.Exchange(ref _hasDropped, true) is false)
                _subscription.Log($"More than {WaitingAtMost:N0} messages of quality of service 0 wait: those that come now are dropped.");
            return Task.CompletedTask;
        }

        _arrived.Writer.TryWrite(message);
        return Task.CompletedTask;
    }

    private async Task HandOverAsync()
    {
        await foreach (var message in _arrived.Reader.ReadAllAsync(_ends.Token))
        {
            await _room.WaitAsync(_ends.Token);
            Interlocked.Decrement(ref _waiting);
            var delivering = message.ApplicationMessage.Retain && _dropsRetained
                ? Task.FromResult(Delivery.Ignored)
                : _subscription.DeliverAsync(ReceivedMessage.EventOf(message), _ends.Token);
            _underWay.Writer.TryWrite((delivering, message));
        }
    }

    private async Task AcknowledgeAsync()
    {
        await foreach (var (delivering, message) in _underWay.Reader.ReadAllAsync(_ends.Token))
        {
            var delivery = await delivering;
            _room.Release();
            if (delivery is Delivery.Refused)
            {
                message.ReasonCode = MqttApplicationMessageReceivedReasonCode.ImplementationSpecificError;
                _subscription.Log($"A message of {message.ApplicationMessage.Topic} was refused; MQTT has no place to put it aside.");
            }

            if (message.ApplicationMessage.QualityOfServiceLevel > 0 && _client.IsConnected)
                await AcknowledgeAsync(message);
        }
    }

    private async Task AcknowledgeAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        try
        {
            await message.AcknowledgeAsync(_ends.Token);
        }
        catch (Exception lost) when (lost is MqttCommunicationException or IOException or ObjectDisposedException)
        {
            // The connection itself tells that it is gone, and the message comes again.
            _subscription.Log($"A message of {message.ApplicationMessage.Topic} could not be acknowledged; it will come again.");
        }
    }

    private Task End(string why)
    {
        _ended.TrySetResult(new ConnectorException(
            BrokerFailure.Unreachable, $"The topics of the broker {_broker.Name} are not read: {why}. [{BrokerFailure.Unreachable}]"));
        return Task.CompletedTask;
    }
}
