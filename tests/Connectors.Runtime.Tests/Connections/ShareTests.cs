using Fairlead.Connectors.Runtime.Connections;
using Fairlead.Connectors.Runtime.Tests.Support;

namespace Fairlead.Connectors.Runtime.Tests.Connections;

/// <summary>Places of a job type among the connections that its jobs use.</summary>
public sealed class ShareTests
{
    private readonly Connection[] _connections =
        [.. Enumerable.Range(0, 4).Select(number => new Connection($"host{number}:80", new ConnectionOptions(), new ManualTime()))];

    [Theory]
    [InlineData(1, 125)]
    [InlineData(2, 83)]
    [InlineData(3, 62)]
    public void Connections_that_take_all_they_can_leave_a_share_as_large_as_theirs(int hogs, int each)
    {
        var share = new Share(250);
        var held = new int[hogs];
        // In turns, as jobs arrive.
        for (var progress = true; progress;)
        {
            progress = false;
            for (var hog = 0; hog < hogs; hog++)
            {
                if (share.TryTake(_connections[hog]))
                {
                    held[hog]++;
                    progress = true;
                }
            }
        }

        Assert.All(held, count => Assert.InRange(count, each - 1, each + 1));
        Assert.True(share.TryTake(_connections[3]));
    }

    [Fact]
    public void One_place_is_enough_for_each_in_turn()
    {
        var share = new Share(1);

        Assert.True(share.TryTake(_connections[0]));
        Assert.False(share.TryTake(_connections[0]));
        share.Return(_connections[0]);
        Assert.True(share.TryTake(_connections[1]));
    }

    [Fact]
    public void Who_waits_leaves_half_of_what_is_free()
    {
        var share = new Share(8);
        while (share.TryTake(_connections[0]))
        {
        }

        Assert.True(share.TryWait());
        Assert.True(share.TryWait());
        Assert.False(share.TryWait());
        share.EndWait();
        Assert.True(share.TryWait());
    }
}
