// Changes the built-ins that Prototype.js 1.6 changes, in the way in which it does. The library itself is in no registry.
// Everything it adds to a prototype is enumerable there.
;(() => {
  const stop = {}
  const listOf = (iterable) => {
    if (!iterable) return []
    if (iterable.toArray) return iterable.toArray()
    const results = new Array(iterable.length || 0)
    for (let at = 0; at < results.length; at++) results[at] = iterable[at]
    return results
  }
  const quote = (text) => `"${text.replace(/[\\"]/g, '\\$&')}"`
  const toJson = (value) => {
    if (value === null) return 'null'
    if (value === undefined || typeof value === 'function') return undefined
    if (typeof value === 'boolean') return String(value)
    if (value.toJSON) return value.toJSON()
    const members = []
    for (const name in value) {
      const text = toJson(value[name])
      if (text !== undefined) members.push(`${quote(name)}: ${text}`)
    }
    return `{${members.join(', ')}}`
  }

  const { reverse } = Array.prototype
  const enumerable = {
    each(iterator, context) {
      const call = iterator.bind(context)
      try {
        this._each((value, index) => call(value, index))
      } catch (error) {
        if (error !== stop) throw error
      }
      return this
    },
    map(iterator = (value) => value, context) {
      const results = []
      const call = iterator.bind(context)
      this.each((value, index) => void results.push(call(value, index)))
      return results
    },
    filter(iterator, context) {
      const results = []
      const call = iterator.bind(context)
      this.each((value, index) => void (call(value, index) && results.push(value)))
      return results
    },
    every(iterator = (value) => value, context) {
      let result = true
      const call = iterator.bind(context)
      this.each((value, index) => {
        result = result && Boolean(call(value, index))
        if (!result) throw stop
      })
      return result
    },
    some(iterator = (value) => value, context) {
      let result = false
      const call = iterator.bind(context)
      this.each((value, index) => {
        result = Boolean(call(value, index))
        if (result) throw stop
      })
      return result
    },
    find(iterator, context) {
      let result
      const call = iterator.bind(context)
      this.each((value, index) => {
        if (!call(value, index)) return
        result = value
        throw stop
      })
      return result
    },
    toArray() {
      return this.map()
    },
    entries() {
      return this.map()
    },
  }
  Object.assign(Array.prototype, enumerable, {
    _each(iterator) {
      for (let index = 0; index < this.length; index++) iterator(this[index], index)
    },
    toArray() {
      return [].concat(this)
    },
    reverse(inline) {
      return reverse.call(inline !== false ? this : this.toArray())
    },
    reduce() {
      return this.length > 1 ? this : this[0]
    },
    toJSON() {
      const results = []
      this.each((value) => {
        const text = toJson(value)
        if (text !== undefined) results.push(text)
      })
      return `[${results.join(', ')}]`
    },
  })
  Array.from = listOf

  Object.assign(String.prototype, {
    toArray() {
      return this.split('')
    },
    startsWith(pattern) {
      return this.indexOf(pattern) === 0
    },
    endsWith(pattern) {
      const at = this.length - pattern.length
      return at >= 0 && this.lastIndexOf(pattern) === at
    },
    sub(pattern, replacement) {
      return this.replace(pattern, replacement)
    },
    toJSON() {
      return quote(String(this))
    },
  })
  Number.prototype.toJSON = function () {
    return isFinite(this) ? String(this) : 'null'
  }
  Date.prototype.toJSON = function () {
    return `"${this.toISOString()}"`
  }
  Function.prototype.bind = function (...given) {
    if (given.length < 2 && given[0] === undefined) return this
    const [context, ...args] = given
    const method = this
    return function (...more) {
      return method.apply(context, args.concat(more))
    }
  }
  Object.keys = (object) => {
    const keys = []
    for (const key in object) keys.push(key)
    return keys
  }
  Object.values = (object) => {
    const values = []
    for (const key in object) values.push(object[key])
    return values
  }
})()
