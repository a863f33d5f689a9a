namespace Fairlead.Connectors.Runtime.Tests.Support;

internal static class Wait
{
    /// <summary>Lets others run until it is so.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
