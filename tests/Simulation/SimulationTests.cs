using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Fairlead.Simulation;

public sealed class SimulationTests
{
    private const int SeedsAtLeast = 100;

    /// <summary>How long one world after another is made; <c>./test</c> and <c>tools/simulate</c> say more.</summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("SIMULATION_SECONDS") ?? "10", CultureInfo.InvariantCulture));

    private static readonly int FirstSeed =
        int.Parse(Environment.GetEnvironmentVariable("SIMULATION_FIRST_SEED") ?? "0", CultureInfo.InvariantCulture);

    public static TheoryData<string> PlantedBugs => [.. Planted.All.Select(bug => bug.ToString())];

    /// <summary>The problem names seed and step; nothing else is needed to see it again.</summary>
    [Fact]
    public void Nothing_acknowledged_is_lost_done_twice_or_different_after_replay()
    {
        var (next, crashes) = (FirstSeed - 1, 0);
        var problems = new ConcurrentBag<string>();
        var clock = Stopwatch.StartNew();
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            while (problems.IsEmpty && (clock.Elapsed < AtLeast || next < FirstSeed + SeedsAtLeast))
            {
                var world = new World(Interlocked.Increment(ref next), new Planted.Nothing());
                if (world.Run() is { } problem) problems.Add(problem);
                Interlocked.Add(ref crashes, world.Crashes);
            }
        });

        Assert.Empty(problems);
        var seeds = next + 1 - FirstSeed;
        TestContext.Current.TestOutputHelper?.WriteLine($"{seeds} seeds from {FirstSeed}, {crashes} crashes and full disks survived.");
        Assert.True(crashes > seeds, "The worlds hardly crashed: the simulation has become too kind.");
    }

    [Theory, MemberData(nameof(PlantedBugs))]
    public void The_simulation_finds(string planted)
    {
        var bug = Planted.All.Single(bug => bug.ToString() == planted);
        var found = Enumerable.Range(0, 200).Select(seed => new World(seed, bug).Run()).FirstOrDefault(problem => problem is not null);

        TestContext.Current.TestOutputHelper?.WriteLine(found ?? "");
        Assert.NotNull(found);
    }

    [Fact]
    public void The_same_seed_gives_the_same_world()
    {
        var (first, second) = (new World(7, new Planted.Nothing()), new World(7, new Planted.Nothing()));
        Assert.Null(first.Run());
        Assert.Null(second.Run());

        Assert.Equal(first.Journal, second.Journal);
        Assert.NotEmpty(first.Journal);
    }
}
