using System.Globalization;

namespace Fairlead.Simulation;

public sealed class SimulationTests
{
    /// <summary>Seeds of one run; more at night: <c>SIMULATION_SEEDS=100000 dotnet run -c Release --project tests/Simulation</c>.</summary>
    private static readonly int Seeds =
        int.Parse(Environment.GetEnvironmentVariable("SIMULATION_SEEDS") ?? "400", CultureInfo.InvariantCulture);

    private static readonly int FirstSeed =
        int.Parse(Environment.GetEnvironmentVariable("SIMULATION_FIRST_SEED") ?? "0", CultureInfo.InvariantCulture);

    public static TheoryData<string> PlantedBugs => [.. Enum.GetNames<Planted>().Where(name => name != nameof(Planted.Nothing))];

    /// <summary>The problem names seed and step; nothing else is needed to see it again.</summary>
    [Fact]
    public void Nothing_acknowledged_is_lost_done_twice_or_different_after_replay()
    {
        var crashes = 0;
        for (var seed = FirstSeed; seed < FirstSeed + Seeds; seed++)
        {
            var world = new World(seed, Planted.Nothing);
            Assert.Null(world.Run());
            crashes += world.Crashes;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Seeds} seeds from {FirstSeed}, {crashes} crashes and full disks survived.");
        Assert.True(crashes > Seeds, "The worlds hardly crashed: the simulation has become too kind.");
    }

    [Theory, MemberData(nameof(PlantedBugs))]
    public void The_simulation_finds(string planted)
    {
        var found = Enumerable.Range(0, 200).Select(seed => new World(seed, Enum.Parse<Planted>(planted)).Run()).FirstOrDefault(p => p is not null);

        TestContext.Current.TestOutputHelper?.WriteLine(found ?? "");
        Assert.NotNull(found);
    }

    [Fact]
    public void The_same_seed_gives_the_same_world()
    {
        var (first, second) = (new World(7, Planted.Nothing), new World(7, Planted.Nothing));
        Assert.Null(first.Run());
        Assert.Null(second.Run());

        Assert.Equal(first.Journal, second.Journal);
        Assert.NotEmpty(first.Journal);
    }
}
