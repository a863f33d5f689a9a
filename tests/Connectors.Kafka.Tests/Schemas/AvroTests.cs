using System.Text;
using System.Text.Json;
using Avro.Generic;
using Avro.IO;
using Fairlead.Connectors.Kafka.Schemas;

namespace Fairlead.Connectors.Kafka.Tests.Schemas;

/// <summary>Avro of JSON and back; Apache's own library reads and writes the same.</summary>
public sealed class AvroTests
{
    private const string Order = """
        {
          "type": "record", "name": "Order", "namespace": "com.example", "fields": [
            {"name": "id", "type": "string"},
            {"name": "count", "type": "int"},
            {"name": "big", "type": "long"},
            {"name": "ratio", "type": "double"},
            {"name": "part", "type": "float"},
            {"name": "paid", "type": "boolean", "default": false},
            {"name": "note", "type": ["null", "string"]},
            {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["NEW", "OLD"]}},
            {"name": "raw", "type": "bytes", "default": "\u00ff"},
            {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 2}},
            {"name": "tags", "type": {"type": "array", "items": "string"}},
            {"name": "attributes", "type": {"type": "map", "values": ["int", "string"]}},
            {"name": "next", "type": ["null", "Order"], "default": null}
          ]
        }
        """;

    private const string Json = """
        {"id":"Ä","count":-3,"big":9007199254740993,"ratio":0.1,"part":1.5,"paid":true,"note":null,"kind":"OLD","raw":"\u0000ÿ","hash":"ab","tags":["a","b"],"attributes":{"x":1,"y":"z"},"next":null}
        """;

    [Fact]
    public void What_is_written_is_read_again() => Assert.Equal(JsonSerializer.Serialize(Parse(Json)), JsonSerializer.Serialize(Through(Json, Order)));

    [Fact]
    public void Apache_s_library_reads_what_is_written_and_writes_what_is_read()
    {
        var schema = AvroSchemas.Parse(Order);
        var written = AvroWriter.Write(Parse(Json), schema, "value");

        var record = new GenericDatumReader<GenericRecord>(schema, schema).Read(null!, new BinaryDecoder(new MemoryStream(written)));
        Assert.Equal((9007199254740993L, "OLD", (object?)null), (record["big"], ((GenericEnum)record["kind"]).Value, record["note"]));
        var again = new MemoryStream();
        new GenericDatumWriter<GenericRecord>(schema).Write(record, new BinaryEncoder(again));

        Assert.Equal(written.Length, again.ToArray().Length);
        Assert.Equal(JsonSerializer.Serialize(Parse(Json)), JsonSerializer.Serialize(Parse(Encoding.UTF8.GetString(AvroReader.Read(again.ToArray(), schema).Span))));
    }

    [Theory]
    [InlineData("""["null","string","int"]""", "5", "5")]
    [InlineData("""["null","string"]""", """{"string":"a"}""", "\"a\"")]
    [InlineData("""["int","double"]""", "1.5", "1.5")]
    [InlineData("\"int\"", "7.0", "7")]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}""", "-12.3", "-12.30")]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}""", "\"1234567.89\"", "1234567.89")]
    [InlineData("""{"type":"fixed","name":"f","size":4,"logicalType":"decimal","precision":9,"scale":0}""", "-1", "-1")]
    [InlineData("""{"type":"int","logicalType":"date"}""", "\"2026-03-01\"", "20513")]
    [InlineData("""{"type":"long","logicalType":"timestamp-millis"}""", "\"2026-03-01T12:00:00Z\"", "1772366400000")]
    [InlineData("""{"type":"long","logicalType":"timestamp-micros"}""", "5", "5")]
    [InlineData("""{"type":"int","logicalType":"time-millis"}""", "\"00:00:01\"", "1000")]
    [InlineData("""{"type":"string","logicalType":"uuid"}""", "\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"", "\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"")]
    public void Values_find_their_type(string schema, string json, string read) => Assert.Equal(read, Through(json, schema).GetRawText());

    [Theory]
    [InlineData("\"int\"", "\"5\"", "value: expected int, but there is text.")]
    [InlineData("\"int\"", "3000000000", "value: expected int, but there is a number.")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""", "{}", "value.a: it is missing.")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":["null","int"]}]}""", """{"a":"x"}""", "value.a: expected int, but there is text.")]
    [InlineData("""{"type":"record","name":"R","fields":[]}""", """{"a":1}""", "value.a: the schema of R has no such field.")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A","B"]}""", "\"C\"", "value: expected one of A, B.")]
    [InlineData("""{"type":"array","items":"string"}""", "[\"a\",1]", "value[1]: expected string, but there is a number.")]
    [InlineData("""["int","boolean"]""", "\"x\"", "value: expected int or boolean.")]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":9,"scale":1}""", "1.25", "value: expected at most 1 digits behind the point.")]
    [InlineData("""{"type":"fixed","name":"f","size":2}""", "\"abc\"", "value: expected 2 bytes, but there are 3.")]
    public void What_does_not_fit_is_said_with_its_place(string schema, string json, string said) =>
        Assert.Equal(said, Assert.Throws<SchemaMismatchException>(() => AvroWriter.Write(Parse(json), AvroSchemas.Parse(schema), "value")).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"type":"record"}""")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a"}]}""")]
    [InlineData("""{"type":"strange"}""")]
    [InlineData("[")]
    [InlineData("7")]
    public void What_is_no_schema_is_said_to_be_none(string schema) => Assert.StartsWith(
        "expected an Avro schema", Assert.Throws<SchemaMismatchException>(() => AvroSchemas.Parse(schema)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"string\"", "0A61")]
    [InlineData("\"string\"", "02FF")]
    [InlineData("\"boolean\"", "02")]
    [InlineData("\"int\"", "0202")]
    [InlineData("\"long\"", "FFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("""["null","int"]""", "04")]
    [InlineData("""{"type":"array","items":"null"}""", "FEFFFFFF7F")]
    [InlineData("""{"type":"enum","name":"E","symbols":["A"]}""", "02")]
    [InlineData("\"bytes\"", "FEFFFFFF0F")]
    public void Bytes_of_another_schema_are_not_read(string schema, string hex) =>
        Assert.Throws<SchemaMismatchException>(() => AvroReader.Read(Convert.FromHexString(hex), AvroSchemas.Parse(schema)));

    private static JsonElement Through(string json, string schema)
    {
        var parsed = AvroSchemas.Parse(schema);
        return Parse(Encoding.UTF8.GetString(AvroReader.Read(AvroWriter.Write(Parse(json), parsed, "value"), parsed).Span));
    }

    private static JsonElement Parse(string json) => JsonElement.Parse(json);
}
