namespace Fairlead.Server.Tests.Support;

/// <summary>Waits for what another process does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks again and again until the answer is right; fails with the last answer.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> isRight, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause);
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (isRight(answer))
                return answer;
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < Patience, $"Still not as expected: {answer}");
            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
