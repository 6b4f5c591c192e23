namespace TalosBoot.Factory.Http;

/// <summary>A request that is answered with a status and a sentence of upstream's.</summary>
internal sealed class FactoryRequestException : Exception
{
    public FactoryRequestException(int status, string message, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    public int Status { get; }

    public static FactoryRequestException NotFound(string message, Exception? innerException = null) => new(404, message, innerException);

    public static FactoryRequestException Invalid(string message, Exception? innerException = null) => new(400, message, innerException);

    /// <summary>Something that upstream does not explain to clients.</summary>
    public static FactoryRequestException Internal(string message, Exception? innerException = null) => new(500, message, innerException);

    /// <summary>The same with the name of a step before the sentence, as upstream wraps errors.</summary>
    public FactoryRequestException In(string step) => new(Status, $"{step}: {Message}", this);
}
