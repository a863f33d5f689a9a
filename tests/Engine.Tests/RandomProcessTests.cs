using System.Globalization;
using System.Text;

namespace Fairlead.Engine.Tests;

/// <summary>
/// Random processes on random paths. <c>RANDOM_PROCESSES=5000</c> plays more of them; a failure names its seed and the file with the
/// process.
/// </summary>
public sealed class RandomProcessTests
{
    private const int StepsAtMost = 3_000;

    private static readonly int Count = int.Parse(
        Environment.GetEnvironmentVariable("RANDOM_PROCESSES") ?? "250", CultureInfo.InvariantCulture);

    [Fact]
    public void Every_path_ends_and_leaves_nothing_behind()
    {
        for (var seed = 0; seed < Count; seed++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var xml = DrawnProcess.Draw(new Random(seed));
            var hasPassed = false;
            try
            {
                Play(seed, xml);
                hasPassed = true;
            }
            finally
            {
                if (!hasPassed) Keep(seed, xml);
            }
        }
    }

    private static void Keep(int seed, string xml)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"random-{seed}.bpmn");
        File.WriteAllText(path, xml);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}, process in {path}");
    }

    private static Command.Deploy Deployment(string xml) => new(
    [
        new Resource("random.bpmn", Encoding.UTF8.GetBytes(xml)),
        new Resource("draws.dmn", Encoding.UTF8.GetBytes(DrawnProcess.Decisions)),
    ]);

    private static void Play(int seed, string xml)
    {
        var random = new Random(seed);
        var engine = new EngineUnderTest(new() { StepsAtMost = random.Next(3) == 0 ? random.Next(1, 6) : 1_000 }) { ChecksReplay = false };
        var versions = new DrawnVersions(xml);
        var path = new RandomPath(engine, random, versions);
        if (path.Migrates) path.Do(Deployment(versions.Other));
        path.Do(Deployment(xml));
        var instances = random.Next(1, 4);
        for (var i = 0; i < instances; i++)
        {
            path.Do(new Command.CreateInstance(
                null, "random", null, EngineUnderTest.Json($$"""{"key": {{i}}, "choice": {{random.Next(3)}}}"""), random.Next(2) == 0, [], null));
        }

        // On some paths the process is deleted under its instances: they must end all the same, and it with the last of them.
        var deployed = engine.Events.OfType<Event.ProcessDeployed>().First(process => process.ProcessId == "random").Key;
        var deletesAt = random.Next(3) == 0 ? random.Next(40) : int.MaxValue;
        for (var step = 0; !path.HasEnded; step++)
        {
            if (step == deletesAt) path.Do(new Command.DeleteResource(deployed.Value, DeletesHistory: false));
            Assert.True(step < StepsAtMost, $"It has not ended: {string.Join(", ", path.Open)}");
            path.Step();
            if (random.Next(20) == 0) engine.CompareWithReplay();
        }

        // What was put off for elements that have ended since.
        while (engine.State.HasDeferredWork()) path.Do(new Command.Continue());

        // Messages that nobody took and answers that nobody asked for again.
        engine.Now += TimeSpan.FromDays(8);
        path.Do(new Command.Tick());
        Assert.Empty(path.Open);
        Assert.Empty(engine.Leftovers());
        Assert.Equal(instances, path.EndedInstances);
        Assert.Equal(0, engine.State.InstancesOf(deployed));
        Assert.Equal(engine.Events.OfType<Event.ProcessDraining>().Any(), engine.State.Definition(deployed) is null);
        engine.CompareWithReplay();
    }
}
