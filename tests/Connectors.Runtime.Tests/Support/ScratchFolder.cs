namespace Fairlead.Connectors.Runtime.Tests.Support;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fairlead-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
