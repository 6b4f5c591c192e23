namespace TalosBoot.Factory.Http;

/// <summary>Something that only a user with credentials may see.</summary>
internal sealed class FactoryAuthenticationException() : Exception("authentication required to access this schematic");
