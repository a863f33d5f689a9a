namespace Fairlead.Repository.Tests;

/// <summary>Fails with every offender written out: the reader repairs all of them in one go.</summary>
internal static class Offenders
{
    public static void None(IEnumerable<string> offenders)
    {
        var all = offenders.ToList();
        Assert.True(all.Count == 0, $"{all.Count} found:\n{string.Join('\n', all)}");
    }
}
