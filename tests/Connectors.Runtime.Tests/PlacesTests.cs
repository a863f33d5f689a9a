using Fairlead.Connectors.Runtime.Outbound;

namespace Fairlead.Connectors.Runtime.Tests;

public class PlacesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_are_free_are_taken_at_once()
    {
        var places = new Places(5);

        Assert.Equal(5, await places.TakeAllAsync(atLeast: 1, Cancellation));
        places.Return(2);
        places.Return();
        Assert.Equal(3, await places.TakeAllAsync(atLeast: 1, Cancellation));
    }

    [Fact]
    public async Task Whoever_wants_more_than_are_free_waits_for_them()
    {
        var places = new Places(3);
        await places.TakeAllAsync(atLeast: 1, Cancellation);
        var all = places.TakeAllAsync(atLeast: 3, Cancellation).AsTask();

        places.Return(2);
        Assert.False(all.IsCompleted);
        places.Return();

        Assert.Equal(3, await all);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_takes_nothing()
    {
        var places = new Places(1);
        await places.TakeAllAsync(atLeast: 1, Cancellation);
        using var leave = new CancellationTokenSource();
        var waiting = places.TakeAllAsync(atLeast: 1, leave.Token).AsTask();

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        places.Return();

        Assert.Equal(1, await places.TakeAllAsync(atLeast: 1, Cancellation));
    }
}
