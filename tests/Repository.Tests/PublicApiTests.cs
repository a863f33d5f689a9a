using System.Reflection;

using Fairlead.Tests;

namespace Fairlead.Repository.Tests;

/// <summary>What strangers program against. A change here is a change for them: read the diff as they would.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Connectors_Sdk() => Match();

    [Fact]
    public void Feel() => Match();

    [Fact]
    public void Protocol() => Match();

    [Fact]
    public void Testing() => Match();

    [Fact]
    public void A_surface_is_written_for_a_reader() => Assert.Equal(
        """
        abstract class Fairlead.Repository.Tests.PublicApiTests.Planted<T> : IDisposable
            IReadOnlyList<T> All { get; set; }
            PublicApiTests.Planted<T>(int first, string? second = …)
            const int Most = 3
            event EventHandler Changed
            protected void Hook()
            required string Name { get; init; }
            void Dispose()
        """.ReplaceLineEndings("\n"),
        PublicApi.Describe([typeof(Planted<>)]));

    private static void Match([System.Runtime.CompilerServices.CallerMemberName] string name = "") => Snapshot.Match(
        PublicApi.Describe(Assembly.Load($"Fairlead.{name.Replace('_', '.')}")), testName: name);

    public abstract class Planted<T>(int first, string? second = null) : IDisposable
    {
        public const int Most = 3;

        private readonly int sum = first + (second?.Length ?? 0);

        public event EventHandler? Changed;

        public IReadOnlyList<T> All { get; set; } = [];

        public required string Name { get; init; }

        public void Dispose()
        {
            Hook();
            GC.SuppressFinalize(this);
        }

        protected void Hook() => Changed?.Invoke(this, new UnhandledExceptionEventArgs(sum, isTerminating: false));

        internal void Unseen() => Hook();
    }
}
