using System.Diagnostics;
using System.Text;

using Fairlead.Bpmn;
using Fairlead.Engine.Time;

namespace Fairlead.Engine.Tests.Time;

public sealed class TimerTextTests
{
    private static readonly Timestamp Late = At(9500, 1, 1);

    /// <summary>The first moment of the first series has passed, and the next one would be in the year 10000.</summary>
    [Theory]
    [InlineData(TimerKind.Cycle, "R/9000-01-01T00:00:00Z/P1000Y")]
    [InlineData(TimerKind.Cycle, "R/P1000Y")]
    [InlineData(TimerKind.Cycle, "0 0 0 30 2 *")]
    [InlineData(TimerKind.Duration, "P1000Y")]
    public void What_lies_beyond_the_calendar_is_refused(object kind, string text)
    {
        Assert.False(TimerText.TryRead((TimerKind)kind, $" {text} ", Late, out _, out var problem));
        Assert.Equal($"\"{text}\" lies beyond the calendar.", problem);
    }

    [Fact]
    public void A_series_goes_on_to_the_end_of_the_calendar()
    {
        Assert.True(TimerText.TryRead(TimerKind.Cycle, "R/9000-01-01T00:00:00Z/P999Y", Late, out var schedule, out _));
        Assert.Equal(At(9999, 1, 1), schedule.Due);
        Assert.Null(TimerText.Next(schedule.Interval!, schedule.Due));
    }

    [Fact]
    public void There_are_no_other_kinds() =>
        Assert.Throws<UnreachableException>(() => TimerText.TryRead((TimerKind)99, "PT1S", EngineUnderTest.Start, out _, out _));

    [Theory]
    [InlineData("timeDuration", "=duration(\"P13M\")", 2031, 2)]
    [InlineData("timeDuration", "=duration(\"P2Y\")", 2032, 1)]
    [InlineData("timeDate", "=date and time(\"2031-04-01T00:00:00\")", 2031, 4)]
    public void A_result_of_FEEL_is_counted_on_the_calendar(string element, string expression, int year, int month)
    {
        var engine = new EngineUnderTest();
        var diagram = $"""
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
              <bpmn:process id="p" isExecutable="true">
                <bpmn:startEvent id="begin" />
                <bpmn:intermediateCatchEvent id="wait">
                  <bpmn:timerEventDefinition><bpmn:{element}>{expression}</bpmn:{element}></bpmn:timerEventDefinition>
                </bpmn:intermediateCatchEvent>
                <bpmn:sequenceFlow id="f" sourceRef="begin" targetRef="wait" />
              </bpmn:process>
            </bpmn:definitions>
            """;
        engine.Do<Reply.Deployed>(new Command.Deploy([new("p.bpmn", Encoding.UTF8.GetBytes(diagram))]));
        engine.Create("p");

        Assert.Equal(At(year, month, 1), engine.Events.OfType<Event.TimerScheduled>().Single().Due);
    }

    [Fact]
    public void Moments_are_added_to_by_name_as_by_sign() =>
        Assert.Equal(new Timestamp(61_500), Timestamp.Add(new(1_500), TimeSpan.FromMinutes(1)));

    private static Timestamp At(int year, int month, int day) =>
        new(new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
}
