namespace Fairlead.Server.Tests.Support;

/// <summary>What a proof counted: <c>./test</c> prints it.</summary>
internal static class Counted
{
    public static void Say(string what)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(what);
        Console.WriteLine($"Counted: {what}");
    }
}
