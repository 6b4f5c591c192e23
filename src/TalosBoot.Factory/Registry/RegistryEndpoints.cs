using Microsoft.AspNetCore.Http;
using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Registry;

/// <summary><c>/v2</c>: the front end that looks like a container registry (factory.md 10).</summary>
internal sealed class RegistryEndpoints
{
    public Task AnswerAsync(FactoryExchange exchange)
    {
        var path = exchange.Values.Count == 0 ? string.Empty : exchange.Values[0];
        return path.Trim('/').Length == 0
            ? exchange.WriteAsync(null, ReadOnlyMemory<byte>.Empty)
            : throw new FactoryRequestException(StatusCodes.Status404NotFound, $"unknown registry path: {GoQuote.Of(path)}");
    }
}
