using System.ComponentModel.DataAnnotations;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Polling;

/// <summary>
/// What is asked, how often, and what of the answer is news. The names are those of the element template
/// <c>io.camunda.connectors.http.Polling</c>, and ours behind them.
/// </summary>
public sealed record HttpPoll : RestCall
{
    [Range(typeof(TimeSpan), "00:00:00.100", "365.00:00:00")]
    [Field("Request interval", Help = "Pause between two requests, such as PT50S. Pauses grow while requests fail.")]
    public TimeSpan HttpRequestInterval { get; init; } = TimeSpan.FromSeconds(50);

    [Field(
        "Items",
        Help = "FEEL over the answer that gives a list, such as =body.orders: each item is an event of its own. Empty: the answer is the event.")]
    public FeelFunction? ItemsExpression { get; init; }

    [Field(
        "Item id",
        Help = "FEEL over an item that names it, such as =item.id: what has this name already is no event again. Empty: a hash of the item.")]
    public FeelFunction? ItemIdExpression { get; init; }

    [Field(
        "Cursor",
        Help = "FEEL over the answer, such as =body.next. The next request reads it as cursor, for example in =\"https://example.com?after=\" + cursor.")]
    public FeelFunction? CursorExpression { get; init; }

    [Field(
        "Errors are events",
        Help = "An answer of 400 and above is an event like any other, for example to wait until something is gone.")]
    public bool ErrorsAreEvents { get; init; }
}
