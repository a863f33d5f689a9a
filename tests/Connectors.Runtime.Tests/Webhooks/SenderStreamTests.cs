using System.IO.Pipelines;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Runtime.Webhooks;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fairlead.Connectors.Runtime.Tests.Webhooks;

/// <summary>How slow a sender may be, on a clock that stands still.</summary>
public sealed class SenderStreamTests
{
    private readonly ManualTime _time = new();
    private readonly Pipe _socket = new();

    [Fact]
    public async Task Who_sends_fast_enough_has_longer_and_who_gets_slower_is_given_up()
    {
        await using var sender = Open(bytesAtMost: 1_000);

        Assert.Equal(100, await ReadAsync(sender, 100));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(100, await ReadAsync(sender, 100));
        // 30 seconds, and 20 for 200 bytes.
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(1, await ReadAsync(sender, 1));
        var waiting = sender.ReadAsync(new byte[10], TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));

        var refusal = await Assert.ThrowsAsync<WebhookRefusal>(() => waiting);
        Assert.Equal((408, "WEBHOOK_TOO_SLOW"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task A_byte_now_and_then_does_not_buy_more_time_than_it_is_worth()
    {
        await using var sender = Open(bytesAtMost: 1_000);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(1, await ReadAsync(sender, 1));
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        var waiting = sender.ReadAsync(new byte[10], TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<WebhookRefusal>(() => waiting);
    }

    [Fact]
    public async Task More_than_there_may_be_is_refused_as_soon_as_it_is_seen()
    {
        await using var sender = Open(bytesAtMost: 10);

        var refusal = await Assert.ThrowsAsync<WebhookRefusal>(() => ReadAsync(sender, 11));
        Assert.Equal(413, refusal.Status);
    }

    private SenderStream Open(long bytesAtMost)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(new Body(_socket.Reader));
        return new SenderStream(
            http, new WebhooksOptions { ReadTimeout = TimeSpan.FromSeconds(30), BytesPerSecondAtLeast = 10 }, bytesAtMost, _time);
    }

    private async Task<int> ReadAsync(SenderStream sender, int bytes)
    {
        await _socket.Writer.WriteAsync(new byte[bytes], TestContext.Current.CancellationToken);
        return await sender.ReadAsync(new byte[4096], TestContext.Current.CancellationToken);
    }

    private sealed class Body(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
