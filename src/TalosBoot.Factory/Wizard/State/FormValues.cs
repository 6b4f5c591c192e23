using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace TalosBoot.Factory.Wizard.State;

/// <summary>The fields of a form or of an address, in order.</summary>
internal sealed class FormValues(IReadOnlyList<KeyValuePair<string, string>> fields)
{
    const int MostFields = 4096;

    /// <summary>Reads the query of an address. A broken one is empty, as upstream has it.</summary>
    public static FormValues OfQuery(string query)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (fields.Count == MostFields)
            {
                break;
            }

            fields.Add(KeyValuePair.Create(pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        }

        return new FormValues(fields);
    }

    /// <summary>Reads the fields that a browser sends in the body of a request.</summary>
    /// <exception cref="InvalidDataException">The body is longer than the limit, or has more fields than a form of ours.</exception>
    public static async Task<FormValues> OfBodyAsync(HttpRequest request, int longestValue, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType || !request.ContentType!.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return new FormValues([]);
        }

        var reader = new FormPipeReader(request.BodyReader, Encoding.UTF8) { ValueCountLimit = MostFields, ValueLengthLimit = longestValue, KeyLengthLimit = 256 };
        var form = await reader.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        return new FormValues([.. form.SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? string.Empty)))]);
    }

    /// <summary>The first value of a field, or null.</summary>
    public string? First(string name) => fields.Where(field => field.Key == name).Select(field => field.Value).FirstOrDefault();

    public IReadOnlyList<string> All(string name) => [.. fields.Where(field => field.Key == name).Select(field => field.Value)];

    public IEnumerable<KeyValuePair<string, string>> Without(string name) => fields.Where(field => field.Key != name);

    public bool Has(string name) => fields.Any(field => field.Key == name);
}
