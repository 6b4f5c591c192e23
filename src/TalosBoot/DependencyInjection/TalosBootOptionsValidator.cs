using Microsoft.Extensions.Options;

namespace TalosBoot.DependencyInjection;

/// <summary>Tells what is wrong with options when a host starts.</summary>
internal sealed class TalosBootOptionsValidator : IValidateOptions<TalosBootOptions>
{
    public ValidateOptionsResult Validate(string? name, TalosBootOptions options) =>
        options.FindProblems() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
