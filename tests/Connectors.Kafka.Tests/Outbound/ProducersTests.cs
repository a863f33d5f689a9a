using System.Text.Json;
using Fairlead.Connectors.Kafka.Clients;
using Fairlead.Connectors.Kafka.Tests.Support;
using Fairlead.Testing;

namespace Fairlead.Connectors.Kafka.Tests.Outbound;

/// <summary>Clients that jobs share.</summary>
public sealed class ProducersTests(Brokers brokers)
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void A_system_with_its_credentials_and_properties_has_one()
    {
        using var producers = new Producers(_time);

        using var first = producers.Use(Settings());
        using var same = producers.Use(Settings());
        using var other = producers.Use(Settings(("client.id", "other")));
        using var somebody = producers.Use(Settings(("sasl.password", "other")));

        Assert.Same(first.Producer, same.Producer);
        Assert.NotSame(first.Producer, other.Producer);
        Assert.NotSame(first.Producer, somebody.Producer);
        Assert.Equal(3, producers.Count);
    }

    [Fact]
    public void One_that_nobody_uses_is_closed_after_a_while_and_one_in_use_is_not()
    {
        using var producers = new Producers(_time);
        using var used = producers.Use(Settings());
        producers.Use(Settings(("client.id", "idle"))).Dispose();

        _time.Advance(Producers.IdleAtMost - TimeSpan.FromSeconds(1));
        Assert.Equal(2, producers.Count);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, producers.Count);
    }

    [Fact]
    public void Of_many_that_nobody_uses_those_that_were_used_last_are_kept()
    {
        using var producers = new Producers(_time);
        for (var number = 0; number < Producers.KeptAtMost + 5; number++)
        {
            producers.Use(Settings(("client.id", $"{number}"))).Dispose();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Producers.KeptAtMost, producers.Count);
        using var last = producers.Use(Settings(("client.id", $"{Producers.KeptAtMost + 4}")));
        Assert.Equal(Producers.KeptAtMost, producers.Count);
    }

    private ClientSettings Settings(params (string Name, string Value)[] properties) => ClientSettings.Of(
        new KafkaTopic { BootstrapServers = brokers.Mock.Bootstrap, TopicName = "t" },
        credentials: null,
        properties.ToDictionary(property => property.Name, property => JsonSerializer.SerializeToElement(property.Value)),
        new Dictionary<string, string>(),
        new Dictionary<string, string>());
}
