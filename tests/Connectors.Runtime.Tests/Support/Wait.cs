using System.Runtime.CompilerServices;

namespace Fairlead.Connectors.Runtime.Tests.Support;

internal static class Wait
{
    /// <summary>Lets others run until it is so. A test that waits in vain fails, and says for what.</summary>
    public static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Lets others run until it is so. A test that waits in vain fails, and says for what.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        over.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            if (over.IsCancellationRequested)
                throw new TimeoutException($"Waited in vain for {what}.");
            await Task.Yield();
        }
    }
}
