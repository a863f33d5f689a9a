using Fairlead.Protocol;

namespace Fairlead.Broker.Tests;

/// <summary>Effects of one source that overtake each other on their way.</summary>
public sealed class EarlyArrivalTests
{
    private const int Many = 200;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_wait_for_what_they_follow_and_are_written_in_its_order()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var order = Enumerable.Range(1, Many).ToArray();
        new Random(1).Shuffle(order);

        await Task.WhenAll(order.Select(number => MoveAsync(test, number)));

        Assert.Equal($"{Many}", await test.Cluster.Inbox.ReadCursorAsync(null, "source", Cancellation));
    }

    [Fact]
    public async Task One_whose_predecessor_does_not_come_is_refused_and_one_that_comes_twice_at_once()
    {
        await using var test = await ClusterUnderTest.OpenAsync();

        var early = MoveAsync(test, 5);
        var again = await Assert.ThrowsAsync<ClusterException>(() => MoveAsync(test, 5));
        test.Time.Advance(TimeSpan.FromSeconds(1));
        var late = await Assert.ThrowsAsync<ClusterException>(() => early);

        Assert.Equal((ClusterError.InvalidState, ClusterError.InvalidState), (again.Error, late.Error));
        await MoveAsync(test, 1);
        Assert.Equal("1", await test.Cluster.Inbox.ReadCursorAsync(null, "source", Cancellation));
    }

    private static Task MoveAsync(ClusterUnderTest test, int number) => test.Cluster.Inbox.MoveCursorAsync(
        null, new InboundCursor("source", $"{number}") { After = number is 1 ? "" : $"{number - 1}" }, lease: null, Cancellation);
}
