using System.Buffers;
using Microsoft.AspNetCore.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Schematics;

namespace TalosBoot.Factory.Http;

/// <summary><c>/schematics</c> (factory.md 3).</summary>
internal sealed class SchematicEndpoints(SchematicService schematics, ImageFactoryOptions options)
{
    public async Task CreateAsync(FactoryExchange exchange)
    {
        var body = await ReadBodyAsync(exchange.Context).ConfigureAwait(false);
        var created = await schematics.CreateAsync(body, PasswordGate.UserOf(exchange.Context), exchange.Aborted).ConfigureAwait(false);
        await Answers.WriteAsync(exchange.Context, StatusCodes.Status201Created, "application/json", created.Answer).ConfigureAwait(false);
    }

    public async Task ReadAsync(FactoryExchange exchange)
    {
        var found = await schematics.FindAsync(exchange.Values[0], PasswordGate.UserOf(exchange.Context), exchange.Aborted).ConfigureAwait(false)
            ?? throw FactoryRequestException.NotFound("schematic not found");
        await exchange.WriteAsync("application/yaml", found.Canonical).ConfigureAwait(false);
    }

    async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context)
    {
        var limit = options.Features.MaximumSchematicLength;
        if (context.Request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (result.Buffer.Length > limit)
            {
                throw TooLarge(limit);
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    static FactoryRequestException TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, $"the schematic is longer than {limit} bytes, which is the limit");
}
