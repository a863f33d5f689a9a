namespace Fairlead.Faults.Support;

/// <summary>Publishes little by little, so that messages flow while something happens.</summary>
internal static class Flow
{
    private const int AtOnce = 5;

    public static async Task RunAsync(MessageSource source, IReadOnlyList<int> numbers, CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        foreach (var few in numbers.Chunk(AtOnce))
        {
            await source.PublishAsync(few, cancellation);
            await pause.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>Any moment of the next ones.</summary>
    public static async Task AMomentAsync(Random chance, int millisecondsAtMost, CancellationToken cancellation)
    {
        using var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(chance.Next(1, millisecondsAtMost)));
        await moment.WaitForNextTickAsync(cancellation);
    }
}
