namespace Fairlead.Tests.Servers;

/// <summary>Waits for what happens outside of this process.</summary>
internal static class Until
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(60);

    /// <param name="what">A sentence that will be true.</param>
    /// <param name="isTrue">Asked forty times a second.</param>
    /// <param name="cancellation">Of the test.</param>
    /// <param name="more">What helps to understand why it never became true.</param>
    public static async Task TrueAsync(
        string what, Func<CancellationToken, Task<bool>> isTrue, CancellationToken cancellation, Func<string>? more = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AtMost);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        try
        {
            while (!await isTrue(limit.Token))
                await ticks.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Assert.Fail($"Expected for {AtMost.TotalSeconds} s that {what}. {more?.Invoke()}");
        }
    }

    public static Task TrueAsync(string what, Func<bool> isTrue, CancellationToken cancellation, Func<string>? more = null) =>
        TrueAsync(what, _ => Task.FromResult(isTrue()), cancellation, more);
}
